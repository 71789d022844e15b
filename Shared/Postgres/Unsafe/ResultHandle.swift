internal import CPostgreSQL

/// Owns one result of libpq and copies what is in it.
@safe
struct ResultHandle: ~Copyable {
  private let raw: OpaquePointer

  /// What a result stands for.
  enum Kind {
    case rows
    /// A COPY has begun.
    case copy
    case failed
    /// An earlier statement up to the same sync failed.
    case aborted
    case sync
  }

  init?(_ result: OpaquePointer?) {
    guard let result = unsafe result else { return nil }
    unsafe raw = result
  }

  deinit { unsafe PQclear(raw) }

  var kind: Kind {
    switch unsafe PQresultStatus(raw) {
    case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: .rows
    case PGRES_COPY_IN, PGRES_COPY_OUT: .copy
    case PGRES_PIPELINE_ABORTED: .aborted
    case PGRES_PIPELINE_SYNC: .sync
    default: .failed
    }
  }

  /// Copies the rows.
  func copyRows() -> RowSet {
    let columnCount = unsafe PQnfields(raw)
    let rowCount = unsafe PQntuples(raw)
    var size = Int(columnCount) * RowSet.wordBytes * (1 + Int(rowCount))
    for row in 0..<rowCount {
      for column in 0..<columnCount { size += Int(unsafe PQgetlength(raw, row, column)) }
    }
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      count = size
      guard let first = buffer.baseAddress else { return }
      var rest = UnsafeMutableRawPointer(first)
      for column in 0..<columnCount { unsafe Self.append(PQftype(raw, column), to: &rest) }
      for row in 0..<rowCount {
        for column in 0..<columnCount { unsafe appendValue(row, column, to: &rest) }
      }
    }
    return RowSet(
      columnCount: Int(columnCount), rowCount: Int(rowCount), bytes: bytes,
      commandTag: unsafe String(cString: PQcmdStatus(raw)))
  }

  private func appendValue(
    _ row: Int32, _ column: Int32, to rest: inout UnsafeMutableRawPointer
  ) {
    let length = unsafe PQgetlength(raw, row, column)
    if length == 0, unsafe PQgetisnull(raw, row, column) == 1 {
      return unsafe Self.append(UInt32(bitPattern: Bindings.nullLength), to: &rest)
    }
    unsafe Self.append(UInt32(bitPattern: length), to: &rest)
    guard let value = unsafe PQgetvalue(raw, row, column) else { return }
    unsafe rest.copyMemory(from: value, byteCount: Int(length))
    unsafe rest += Int(length)
  }

  private static func append(_ word: UInt32, to rest: inout UnsafeMutableRawPointer) {
    unsafe rest.storeBytes(of: word.bigEndian, as: UInt32.self)
    unsafe rest += RowSet.wordBytes
  }

  /// The server's report of a failure; `nil` when it comes from libpq itself.
  func serverError(statement: String) -> ServerError? {
    // libpq-fe.h gives these as characters.
    guard let sqlState = field("C") else { return nil }
    return ServerError(
      sqlState: sqlState, statement: statement, schema: field("s"), table: field("t"),
      constraint: field("n"), message: field("M") ?? "", isStalePlan: isStalePlan(sqlState))
  }

  /// Whether a prepared statement is gone, or no longer fits the tables: "cached plan must not
  /// change result type" has the code of many a failure, but one place in the server.
  private func isStalePlan(_ sqlState: String) -> Bool {
    sqlState == "26000" || sqlState == "0A000" && field("R") == "RevalidateCachedQuery"
  }

  /// Whether the server ends the connection with this failure.
  var isFatal: Bool {
    let severity = field("V")
    return severity == "FATAL" || severity == "PANIC"
  }

  private func field(_ code: Unicode.Scalar) -> String? {
    guard let text = unsafe PQresultErrorField(raw, Int32(code.value)) else { return nil }
    return unsafe String(cString: text)
  }
}

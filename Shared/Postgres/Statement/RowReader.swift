/// The result of a statement, copied out of libpq.
struct RowSet: Sendable {
  /// How many bytes a type or a length has in ``bytes``.
  static var wordBytes: Int { 4 }

  var columnCount = 0
  var rowCount = 0
  /// The types of the columns; then row by row each value behind its length; one array, since
  /// results are many.
  var bytes: [UInt8] = []
  /// What the server says it did, for example `INSERT 0 1` or `ROLLBACK`.
  var commandTag = ""

  /// How many rows the statement inserted, updated, deleted or returned.
  var affectedRows: Int {
    commandTag.utf8.lastIndex(of: UInt8(ascii: " ")).flatMap { Int(commandTag[$0...].dropFirst()) }
      ?? 0
  }

  var columnTypes: [UInt32] {
    (0..<columnCount).map { bytes.bigEndian(at: $0 * Self.wordBytes) }
  }

  /// Decodes the first row.
  func decodeFirst<Row>(
    _ decodeRow: (inout RowReader) throws(RowDecodingError) -> Row
  ) throws(RowDecodingError) -> Row? {
    var reader = RowReader(self)
    guard reader.advance() else { return nil }
    let row = try decodeRow(&reader)
    try reader.checkFinished()
    return row
  }

  /// Decodes all rows.
  func decode<Row>(
    _ decodeRow: (inout RowReader) throws(RowDecodingError) -> Row
  ) throws(RowDecodingError) -> [Row] {
    var rows: [Row] = []
    rows.reserveCapacity(rowCount)
    var reader = RowReader(self)
    while reader.advance() {
      rows.append(try decodeRow(&reader))
      try reader.checkFinished()
    }
    return rows
  }
}

/// Reads the columns of a row from left to right.
package struct RowReader: Sendable {
  private let rows: RowSet
  private var row = -1
  private var column = 0
  /// Where the length of the next value stands.
  private var offset: Int

  init(_ rows: RowSet) {
    self.rows = rows
    offset = rows.columnCount * RowSet.wordBytes
  }

  /// Goes to the next row; `false` after the last.
  mutating func advance() -> Bool {
    row += 1
    column = 0
    return row < rows.rowCount
  }

  func checkFinished() throws(RowDecodingError) {
    guard column == rows.columnCount else {
      throw RowDecodingError(column: column, reason: .columnNotRead)
    }
  }

  /// Reads a column that is never NULL.
  package mutating func read<Value: PostgresValue>() throws(RowDecodingError) -> Value {
    try value()
  }

  /// Reads a column; `nil` for NULL.
  package mutating func readOptional<Value: PostgresValue>() throws(RowDecodingError) -> Value? {
    try optionalValue()
  }

  mutating func value<Value: PostgresValue>() throws(RowDecodingError) -> Value {
    guard let value: Value = try optionalValue() else {
      throw RowDecodingError(column: column - 1, reason: .unexpectedNull)
    }
    return value
  }

  mutating func optionalValue<Value: PostgresValue>() throws(RowDecodingError) -> Value? {
    guard let bytes = try next(accepting: Value.accepts) else { return nil }
    guard let value = Value(decoding: bytes) else {
      throw RowDecodingError(column: column - 1, reason: .malformed)
    }
    return value
  }

  /// Reads an array without NULL elements.
  package mutating func readArray<Value: PostgresValue>() throws(RowDecodingError) -> [Value] {
    guard let values: [Value] = try readOptionalArray() else {
      throw RowDecodingError(column: column - 1, reason: .unexpectedNull)
    }
    return values
  }

  /// Reads an array without NULL elements; `nil` for NULL.
  package mutating func readOptionalArray<Value: PostgresValue>() throws(RowDecodingError)
    -> [Value]?
  {
    guard let elements: [Value?] = try readElements() else { return nil }
    var values: [Value] = []
    values.reserveCapacity(elements.count)
    for element in elements {
      guard let element else {
        throw RowDecodingError(column: column - 1, reason: .unexpectedNull)
      }
      values.append(element)
    }
    return values
  }

  /// Reads an array with NULL elements.
  package mutating func readArrayOfOptionals<Value: PostgresValue>() throws(RowDecodingError)
    -> [Value?]
  {
    guard let values: [Value?] = try readElements() else {
      throw RowDecodingError(column: column - 1, reason: .unexpectedNull)
    }
    return values
  }

  /// Passes over a column.
  mutating func skip() throws(RowDecodingError) { _ = try next { _ in true } }

  private mutating func readElements<Value: PostgresValue>() throws(RowDecodingError)
    -> [Value?]?
  {
    guard let bytes = try next(accepting: Value.acceptsArray) else { return nil }
    guard let values: [Value?] = ArrayCoding.decode(bytes) else {
      throw RowDecodingError(column: column - 1, reason: .malformed)
    }
    return values
  }

  private mutating func next(accepting accepts: (UInt32) -> Bool) throws(RowDecodingError)
    -> ArraySlice<UInt8>?
  {
    guard column < rows.columnCount else {
      throw RowDecodingError(column: column, reason: .missingColumn)
    }
    let type = rows.bytes.bigEndian(at: column * RowSet.wordBytes)
    guard accepts(type) else {
      throw RowDecodingError(column: column, reason: .unexpectedType(oid: type))
    }
    column += 1
    let length = Int32(bitPattern: rows.bytes.bigEndian(at: offset))
    offset += RowSet.wordBytes
    guard length != Bindings.nullLength else { return nil }
    defer { offset += Int(length) }
    return rows.bytes[offset..<offset + Int(length)]
  }
}

/// A row does not have the form that its statement expects: a mistake in a statement, or a schema
/// that does not fit the program.
package struct RowDecodingError: Error, Hashable, Sendable {
  /// Why a column could not be read.
  package enum Reason: Hashable, Sendable {
    case unexpectedNull
    case unexpectedType(oid: UInt32)
    case malformed
    case missingColumn
    case columnNotRead
  }

  /// Counted from 0.
  package var column: Int
  package var reason: Reason

  package init(column: Int, reason: Reason) {
    self.column = column
    self.reason = reason
  }
}

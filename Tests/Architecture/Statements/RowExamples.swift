@testable import Postgres

/// Checks decoders with rows made up for the types of their columns, so that a column of another
/// type is found without any data.
struct RowExamples {
  /// What stands in columns of text and enums; some decoders take certain words only.
  private let texts: [String]

  /// Makes examples; words in quotes in the migrations of a service are tried too.
  init(migrations: [Migration], words: [String]) {
    let quoted = migrations.flatMap { migration in
      migration.sql.matches(of: /'([A-Za-z][A-Za-z_ .:\/-]*)'/).map { String($0.1) }
    }
    texts =
      ["x", "acme", "Europe/Berlin", "/sample/Method", "2026-01-31", "{}", "[]"]
      + words + Set(quoted).sorted()
  }

  /// What a decoder does with rows of some types.
  ///
  /// - Returns: What is wrong; `nil` when it reads such a row to its end.
  func problem<Row>(
    columns types: [UInt32], _ decode: (inout RowReader) throws(RowDecodingError) -> Row
  ) -> String? {
    var choices = Array(repeating: 0, count: types.count)
    while true {
      var bytes: [UInt8] = []
      for type in types { type.appendBigEndian(to: &bytes) }
      for (column, type) in types.enumerated() {
        let candidates = candidates(of: type)
        guard choices[column] < candidates.count else {
          return candidates.isEmpty
            ? "column \(column) has type \(type), of which there is no example"
            : "column \(column) of type \(type) takes none of \(candidates.count) examples"
        }
        bytes.appendLengthFirst { $0 += candidates[choices[column]] }
      }
      var reader = RowReader(RowSet(columnCount: types.count, rowCount: 1, bytes: bytes))
      _ = reader.advance()
      do throws(RowDecodingError) {
        _ = try decode(&reader)
        try reader.checkFinished()
        return nil
      } catch {
        guard error.reason == .malformed, choices.indices.contains(error.column) else {
          return "column \(error.column): \(error.reason)"
        }
        choices[error.column] += 1
      }
    }
  }

  private func candidates(of type: UInt32) -> [[UInt8]] {
    func zeros(_ count: Int) -> [UInt8] { Array(repeating: 0, count: count) }
    func integers(_ count: Int) -> [[UInt8]] {
      (0..<32 as Range<UInt8>).map { zeros(count - 1) + [$0] }
    }
    switch type {
    case PostgresType.bool.oid: return [[1], [0]]
    case PostgresType.bytea.oid: return [[], [1], zeros(32)]
    case PostgresType.int2.oid: return integers(2)
    case PostgresType.int4.oid: return integers(4)
    case PostgresType.int8.oid: return integers(8)
    case PostgresType.float8.oid: return [zeros(8), Array(1.0.bitPattern.bytes)]
    case PostgresType.date.oid: return [zeros(4)]
    case PostgresType.timestamptz.oid, PostgresType.numeric.oid: return [zeros(8)]
    case PostgresType.interval.oid, PostgresType.uuid.oid: return [zeros(16)]
    case PostgresType.jsonb.oid: return ["{}", "[]"].map { [1] + Array($0.utf8) }
    // An empty range.
    case 3904, 3906, 3910, 3912, 3926: return [[1]]
    default: break
    }
    if let element = Self.elements[type] { return [zeros(8) + element.bytes] }
    if type == PostgresType.text.oid || String.accepts(type) || type >= 16_384 {
      // An enum, or an array of one.
      let array = type >= 16_384 ? [zeros(8) + UInt32(16_384).bytes] : []
      return texts.map { Array($0.utf8) } + array
    }
    return []
  }

  private static let elements: [UInt32: UInt32] = {
    let types: [PostgresType] = [
      .bool, .bytea, .int2, .int4, .int8, .text, .float8, .date, .timestamptz, .interval, .numeric,
      .uuid, .jsonb,
    ]
    return Dictionary(uniqueKeysWithValues: types.map { ($0.arrayOID, $0.oid) })
  }()
}

extension FixedWidthInteger {
  fileprivate var bytes: [UInt8] {
    var bytes: [UInt8] = []
    appendBigEndian(to: &bytes)
    return bytes
  }
}

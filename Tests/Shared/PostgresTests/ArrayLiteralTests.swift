import Kernel
import Postgres
import TestSupport
import Testing

/// Casts the texts of arrays, a row of three at a time.
private struct EchoArrays: Query {
  struct Row: Hashable, Sendable {
    let texts: [String?]
    let numbers: [Double?]
    let ids: [UUIDBits]
  }

  static let sql = """
    SELECT texts::text[], numbers::double precision[], ids::uuid[]
    FROM unnest($1::text[], $2::text[], $3::text[]) AS row (texts, numbers, ids)
    """

  let rows: [Row]

  func bind(to bindings: inout Bindings) {
    bindings.append(rows.map { ArrayLiteral($0.texts) })
    bindings.append(rows.map { ArrayLiteral($0.numbers) })
    bindings.append(rows.map { ArrayLiteral($0.ids) })
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Row {
    Row(
      texts: try row.readArrayOfOptionals(), numbers: try row.readArrayOfOptionals(),
      ids: try row.readArray())
  }
}

@Suite("ArrayLiteral")
struct ArrayLiteralTests {
  @Test("the server reads each array as it was, whatever is in it")
  func roundTrip() async throws {
    let rows = [
      EchoArrays.Row(texts: [], numbers: [], ids: []),
      EchoArrays.Row(
        texts: [nil, "", "NULL", "a,b", "{x}", "\"", "\\", "\\\"", " a\n\t", "ü, 日本 🎧"],
        numbers: [
          nil, 0, -0.0, 0.1, 1e15, -1e300, .leastNonzeroMagnitude, .greatestFiniteMagnitude,
        ],
        ids: [UUIDBits(high: 0, low: 0), UUIDBits(high: .max, low: 1)]),
    ]
    try await Fixture.withPool { pool async throws in
      #expect(try await pool.execute(EchoArrays(rows: rows), in: .allOrganizations) == rows)
    }
  }
}

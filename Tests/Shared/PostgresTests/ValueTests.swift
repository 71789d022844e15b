import Kernel
import Postgres
import TestSupport
import Testing

/// Sends one of each type and reads it back.
private struct EchoScalars: Statement {
  static let sql = """
    SELECT $1::text, $2::boolean, $3::smallint, $4::integer, $5::bigint, $6::double precision,
      $7::uuid, $8::timestamptz, $9::date, $10::bytea, $11::jsonb
    """

  struct Values: Hashable, Sendable {
    var text: String?
    var flag: Bool?
    var small: Int16?
    var medium: Int32?
    var large: Int64?
    var double: Double?
    var uuid: UUIDBits?
    var instant: Timestamp?
    var day: Workday?
    var bytes: Bytes?
    var json: JSONText?
  }

  var values: Values

  func bind(to bindings: inout Bindings) {
    bindings.append(values.text)
    bindings.append(values.flag)
    bindings.append(values.small)
    bindings.append(values.medium)
    bindings.append(values.large)
    bindings.append(values.double)
    bindings.append(values.uuid)
    bindings.append(values.instant)
    bindings.append(values.day)
    bindings.append(values.bytes)
    bindings.append(values.json)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Values {
    Values(
      text: try row.readOptional(), flag: try row.readOptional(), small: try row.readOptional(),
      medium: try row.readOptional(), large: try row.readOptional(),
      double: try row.readOptional(), uuid: try row.readOptional(),
      instant: try row.readOptional(), day: try row.readOptional(),
      bytes: try row.readOptional(), json: try row.readOptional())
  }
}

/// Sends arrays and reads them back.
private struct EchoArrays: Statement {
  static let sql = """
    SELECT $1::text[], $2::bigint[], $3::double precision[], $4::uuid[], $5::timestamptz[],
      $6::date[], $7::boolean[]
    """

  struct Values: Hashable, Sendable {
    var texts: [String?] = []
    var numbers: [Int64?] = []
    var doubles: [Double?] = []
    var uuids: [UUIDBits?] = []
    var instants: [Timestamp?] = []
    var days: [Workday?] = []
    var flags: [Bool?] = []
  }

  var values: Values

  func bind(to bindings: inout Bindings) {
    bindings.append(values.texts)
    bindings.append(values.numbers)
    bindings.append(values.doubles)
    bindings.append(values.uuids)
    bindings.append(values.instants)
    bindings.append(values.days)
    bindings.append(values.flags)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Values {
    Values(
      texts: try row.readArrayOfOptionals(), numbers: try row.readArrayOfOptionals(),
      doubles: try row.readArrayOfOptionals(), uuids: try row.readArrayOfOptionals(),
      instants: try row.readArrayOfOptionals(), days: try row.readArrayOfOptionals(),
      flags: try row.readArrayOfOptionals())
  }
}

/// Compares values with what the server writes for them, so that two mistakes cannot cancel out.
private struct DescribeValues: Statement {
  static let sql = "SELECT $1::timestamptz::text, $2::date::text, $3::uuid::text, $4::jsonb::text"

  func bind(to bindings: inout Bindings) {
    bindings.append(Timestamp(microseconds: 951_782_400_000_001))
    bindings.append(Workday(year: 2000, month: 2, day: 29))
    bindings.append(UUIDBits(high: 0x0123_4567_89ab_cdef, low: 0xfedc_ba98_7654_3210))
    bindings.append(JSONText(#"{"a": [1, null]}"#))
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> [String] {
    [try row.read(), try row.read(), try row.read(), try row.read()]
  }
}

private struct SelectExpression<Value: PostgresValue>: Statement {
  static var sql: String { "SELECT now()" }
  func bind(to bindings: inout Bindings) {}
  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Value { try row.read() }
}

private struct SelectInfinity: Statement {
  static let sql = "SELECT 'infinity'::timestamptz"
  func bind(to bindings: inout Bindings) {}
  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Timestamp {
    try row.read()
  }
}

@Suite("Values")
struct ValueTests {
  private static let scalarCases: [EchoScalars.Values] = [
    EchoScalars.Values(),
    EchoScalars.Values(
      text: "", flag: false, small: 0, medium: 0, large: 0, double: 0,
      uuid: UUIDBits(high: 0, low: 0), instant: Timestamp(microseconds: 0),
      day: Workday(daysSinceEpoch: 0), bytes: Bytes([]), json: JSONText("null")),
    EchoScalars.Values(
      text: "Zoë 😀 '\"\\ $1", flag: true, small: .max, medium: .max, large: .max,
      double: .infinity, uuid: UUIDBits(high: .max, low: .max),
      instant: Timestamp(microseconds: 253_402_300_799_999_999),
      day: Workday(year: 9999, month: 12, day: 31), bytes: Bytes(Array(0...255)),
      json: JSONText(#"{"key": "value"}"#)),
    EchoScalars.Values(
      text: " ", flag: true, small: .min, medium: .min,
      large: .min, double: -.greatestFiniteMagnitude, uuid: UUIDBits(high: 1, low: 2),
      instant: Timestamp(microseconds: -62_135_596_800_000_000),
      day: Workday(year: 1, month: 1, day: 1), bytes: Bytes([0]), json: JSONText("[]")),
  ]

  @Test("come back as they were sent, NULL and the empty value apart", arguments: scalarCases)
  fileprivate func scalars(values: EchoScalars.Values) async throws {
    try await Fixture.withPool { pool in
      let echo = try await pool.first(EchoScalars(values: values), in: .allOrganizations)
      #expect(echo == values)
    }
  }

  private static let arrayCases: [EchoArrays.Values] = [
    EchoArrays.Values(),
    EchoArrays.Values(
      texts: ["", nil, "NULL", "{}", "a,b"], numbers: [nil, .min, .max],
      doubles: [-0.0, nil, .infinity], uuids: [UUIDBits(high: 1, low: .max), nil],
      instants: [nil, Timestamp(microseconds: -1)], days: [Workday(daysSinceEpoch: -1), nil],
      flags: [true, nil, false]),
    EchoArrays.Values(texts: [nil], numbers: Array(0..<10_000)),
  ]

  @Test("in arrays come back with their NULL elements", arguments: arrayCases)
  fileprivate func arrays(values: EchoArrays.Values) async throws {
    try await Fixture.withPool { pool in
      let echo = try await pool.first(EchoArrays(values: values), in: .allOrganizations)
      #expect(echo == values)
    }
  }

  @Test("mean to the server what they mean to us")
  func meaning() async throws {
    try await Fixture.withPool { pool in
      let texts = try await pool.first(DescribeValues(), in: .allOrganizations)
      #expect(
        texts == [
          "2000-02-29 00:00:00.000001+00", "2000-02-29", "01234567-89ab-cdef-fedc-ba9876543210",
          #"{"a": [1, null]}"#,
        ])
    }
  }

  @Test("of a megabyte are sent and read whole")
  func large() async throws {
    try await Fixture.withPool { pool in
      let values = EchoScalars.Values(text: String(repeating: "é", count: 500_000))
      let echo = try await pool.first(EchoScalars(values: values), in: .allOrganizations)
      let isSame = echo == values
      #expect(isSame)
    }
  }

  @Test("that are NaN stay NaN")
  func notANumber() async throws {
    try await Fixture.withPool { pool in
      let values = EchoScalars.Values(double: .nan)
      let echo = try await pool.first(EchoScalars(values: values), in: .allOrganizations)
      #expect(echo?.double?.isNaN == true)
    }
  }

  private static let outOfRangeCases: [EchoScalars.Values] = [
    EchoScalars.Values(instant: Timestamp(microseconds: .min)),
    EchoScalars.Values(instant: Timestamp(microseconds: -300_000_000_000_000_000)),
    EchoScalars.Values(day: Workday(daysSinceEpoch: .min)),
    EchoScalars.Values(day: Workday(daysSinceEpoch: .max)),
  ]

  @Test("outside of PostgreSQL's range are refused, not changed", arguments: outOfRangeCases)
  fileprivate func outOfRange(values: EchoScalars.Values) async throws {
    try await Fixture.withPool { pool in
      let error = await #expect(throws: PostgresError.self) {
        try await pool.first(EchoScalars(values: values), in: .allOrganizations)
      }
      #expect(error?.sqlState == "22008")
    }
  }

  @Test("of another type than the statement says are a decoding error")
  func wrongType() async throws {
    try await Fixture.withPool { pool in
      let error = await #expect(throws: PostgresError.self) {
        try await pool.first(SelectExpression<String>(), in: .allOrganizations)
      }
      guard case .decoding(_, let reason) = error else {
        Issue.record("expected a decoding error")
        return
      }
      #expect(reason == RowDecodingError(column: 0, reason: .unexpectedType(oid: 1184)))
    }
  }

  @Test("that are infinite instants are a decoding error")
  func infiniteInstant() async throws {
    try await Fixture.withPool { pool in
      await #expect(throws: PostgresError.self) {
        try await pool.first(SelectInfinity(), in: .allOrganizations)
      }
    }
  }
}

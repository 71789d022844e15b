import Kernel
import Postgres
import TestSupport
import Testing

/// Sends a value, and reads back both the value and what the server writes for it.
private struct Echo<Value: PostgresValue>: Query {
  static var sql: String { "SELECT $1, $1::text" }

  var value: Value

  func bind(to bindings: inout Bindings) { bindings.append(value) }

  static func decode(
    _ row: inout RowReader
  ) throws(RowDecodingError) -> (value: Value, text: String) {
    (try row.read(), try row.read())
  }
}

/// Reads a number that the server makes of text.
private struct ParseNumber: Query {
  static let sql = "SELECT $1::text::numeric"

  var text: String

  func bind(to bindings: inout Bindings) { bindings.append(text) }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> FixedPoint {
    try row.read()
  }
}

private enum Color: String, CaseIterable, PostgresEnum {
  case red
  case darkGreen = "dark green"
}

/// Labels that need quotes in the text form of an array.
private enum OddLabel: String, CaseIterable, PostgresEnum {
  case quote = "a\"b"
  case backslash = "a\\b"
  case comma = "a,b"
  case braces = "{}"
  case null = "NULL"
  case empty = ""
}

private struct EchoOddLabels: Query {
  static let sql = "SELECT $1::text[]"

  func bind(to bindings: inout Bindings) { bindings.append(OddLabel.allCases) }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> [String] {
    try row.readArray()
  }
}

private struct EchoColor: Query {
  static let sql = "SELECT $1::sample.color, $1::sample.color::text"

  var value: Color

  func bind(to bindings: inout Bindings) { bindings.append(value) }

  static func decode(
    _ row: inout RowReader
  ) throws(RowDecodingError) -> (value: Color, text: String) {
    (try row.read(), try row.read())
  }
}

private struct EchoColors: Query {
  static let sql = "SELECT $1::sample.color[], $1::sample.color[]::text"

  var values: [Color?]

  func bind(to bindings: inout Bindings) { bindings.append(values) }

  static func decode(
    _ row: inout RowReader
  ) throws(RowDecodingError) -> (values: [Color?], text: String) {
    (try row.readArrayOfOptionals(), try row.read())
  }
}

private struct EchoExact: Query {
  static let sql = "SELECT $1, $2, $3, $4"

  var numbers: [FixedPoint]
  var spans: [CalendarInterval]
  var ranges: [PostgresRange<Int64>]

  func bind(to bindings: inout Bindings) {
    bindings.append(numbers)
    bindings.append(spans)
    bindings.append(ranges)
    bindings.append(nil as PostgresRange<Workday>?)
  }

  static func decode(
    _ row: inout RowReader
  ) throws(RowDecodingError) -> ([FixedPoint], [CalendarInterval], [PostgresRange<Int64>], Bool) {
    (
      try row.readArray(), try row.readArray(), try row.readArray(),
      try row.readOptional() as PostgresRange<Workday>? == nil
    )
  }
}

@Suite("Exact values")
struct ExactValueTests {
  private func echo<Value: PostgresValue>(
    _ value: Value, on pool: PostgresPool
  ) async throws -> (value: Value, text: String)? {
    try await pool.first(Echo(value: value), in: .allOrganizations)
  }

  @Test("a number comes back as it was sent, and the server writes it as we do")
  func numbers() async throws {
    try await Fixture.withPool { pool in
      let largest = (0..<FixedPoint.digitsMax).reduce(Int128(0)) { number, _ in number * 10 + 9 }
      for coefficient: Int128 in [
        0, 1, -1, 9, 10, 99, 12_345, -10_000, 10_001, 100_000_000, 123_456_789_012, largest,
        -largest,
      ] {
        for scale in [0, 1, 2, 3, 4, 5, 7, 8, 9, 20, 33, 34] {
          let number = try #require(FixedPoint(coefficient: coefficient, scale: scale))
          let echo = try #require(try await echo(number, on: pool))
          #expect(echo.value == number)
          #expect(echo.text == number.description)
        }
      }
    }
  }

  @Test("numbers of any form are read exactly, and what does not fit is refused")
  func parsedNumbers() async throws {
    try await Fixture.withPool { pool in
      for text in [
        "0", "0.0", "0.0001", "1e20", "1000000.000", "-0.00001234", "9999.9999", "12e-3",
        "100000000000000000000.5",
      ] {
        let number = try await pool.first(ParseNumber(text: text), in: .allOrganizations)
        let echo = try await echo(try #require(number), on: pool)
        #expect(echo?.text == number?.description)
      }
      for text in ["NaN", "Infinity", "-Infinity", "1e34", "1e-35", "1e100"] {
        await #expect(throws: PostgresError.self, "\(text)") {
          try await pool.first(ParseNumber(text: text), in: .allOrganizations)
        }
      }
    }
  }

  @Test("a number has at most 34 digits, and at most 34 of them behind the point")
  func limits() {
    let beyond = (0..<34).reduce(Int128(1)) { power, _ in power * 10 }
    #expect(FixedPoint(coefficient: beyond, scale: 0) == nil)
    #expect(FixedPoint(coefficient: -beyond, scale: 0) == nil)
    #expect(FixedPoint(coefficient: 1, scale: 35) == nil)
    #expect(FixedPoint(coefficient: 1, scale: -1) == nil)
    #expect(FixedPoint(coefficient: -5, scale: 3)?.description == "-0.005")
  }

  @Test("an interval keeps its months, days and microseconds apart")
  func intervals() async throws {
    try await Fixture.withPool { pool in
      for (interval, text) in [
        (CalendarInterval(), "00:00:00"),
        (
          CalendarInterval(months: 14, days: -3, microseconds: 1),
          "1 year 2 mons -3 days +00:00:00.000001"
        ),
        (CalendarInterval(days: 40), "40 days"),
      ] {
        let echo = try #require(try await echo(interval, on: pool))
        #expect(echo.value == interval)
        #expect(echo.text == text)
      }
      let extreme = CalendarInterval(months: .max, days: .min, microseconds: .max)
      #expect(try await echo(extreme, on: pool)?.value == extreme)
    }
  }

  @Test("a range keeps its edges")
  func ranges() async throws {
    try await Fixture.withPool { pool in
      for (range, text) in [
        (PostgresRange<Timestamp>.empty, "empty"),
        (.between(.unbounded, .unbounded), "(,)"),
        (
          .between(.including(Timestamp(microseconds: 0)), .excluding(Timestamp(microseconds: 1))),
          #"["1970-01-01 00:00:00+00","1970-01-01 00:00:00.000001+00")"#
        ),
        (
          .between(.excluding(Timestamp(microseconds: 0)), .including(Timestamp(microseconds: 1))),
          #"("1970-01-01 00:00:00+00","1970-01-01 00:00:00.000001+00"]"#
        ),
      ] {
        let echo = try #require(try await echo(range, on: pool))
        #expect(echo.value == range)
        #expect(echo.text == text)
      }
      let days = PostgresRange<Workday>.between(
        .including(Workday(daysSinceEpoch: 0)), .unbounded)
      #expect(try await echo(days, on: pool)?.value == days)
      let numbers = PostgresRange<Int32>.between(.excluding(1), .including(4))
      #expect(
        try await echo(numbers, on: pool)?.value == .between(.including(2), .excluding(5)))
      let half = try #require(FixedPoint(coefficient: 5, scale: 1))
      let exact = PostgresRange<FixedPoint>.between(.excluding(half), .unbounded)
      #expect(try await echo(exact, on: pool)?.text == "(0.5,)")
    }
  }

  @Test("an enum of the database is read and written by its labels", arguments: Color.allCases)
  fileprivate func enums(color: Color) async throws {
    try await Fixture.withPool { pool in
      let echo = try await pool.first(EchoColor(value: color), in: .allOrganizations)
      #expect(echo?.value == color)
      #expect(echo?.text == color.rawValue)
    }
  }

  @Test("arrays of enums come back as they were sent, with NULL and with none")
  func enumArrays() async throws {
    try await Fixture.withPool { pool in
      for (values, text) in [
        ([.red, nil, .darkGreen], "{red,NULL,\"dark green\"}"), ([], "{}"),
      ] as [([Color?], String)] {
        let echo = try await pool.first(EchoColors(values: values), in: .allOrganizations)
        #expect(echo?.values == values)
        #expect(echo?.text == text)
      }
      let odd = try await pool.first(EchoOddLabels(), in: .allOrganizations)
      #expect(odd == OddLabel.allCases.map(\.rawValue))
    }
  }

  @Test("arrays of exact values come back as they were sent, and NULL is no range")
  func arrays() async throws {
    try await Fixture.withPool { pool in
      let numbers = [1, -250, 0].compactMap { FixedPoint(coefficient: $0, scale: 2) }
      let spans = [CalendarInterval(days: 1), CalendarInterval(months: 1)]
      let ranges = [PostgresRange<Int64>.empty, .between(.including(1), .excluding(5))]
      let echo = try await pool.first(
        EchoExact(numbers: numbers, spans: spans, ranges: ranges), in: .allOrganizations)
      #expect(echo?.0 == numbers)
      #expect(echo?.1 == spans)
      #expect(echo?.2 == ranges)
      #expect(echo?.3 == true)
    }
  }

  @Test("bytes that are no value of their type are refused")
  func malformed() {
    for bytes: [UInt8] in [
      [], [0], [0, 1], [0, 1, 0, 0, 0, 0, 0, 0], Array(repeating: 255, count: 12),
    ] {
      #expect(FixedPoint(decoding: bytes[...]) == nil)
      #expect(CalendarInterval(decoding: bytes[...]) == nil)
    }
    for infinity in [[0x7f] + [UInt8](repeating: 0xff, count: 7), [0x80] + [0, 0, 0, 0, 0, 0, 0]] {
      #expect(CalendarInterval(decoding: (infinity + infinity[..<4] + infinity[..<4])[...]) == nil)
    }
    for bytes: [UInt8] in [
      [], [1, 0], [0], [0, 0, 0, 0, 4, 0], [0x18, 0], [0, 255, 255, 255, 255],
    ] {
      #expect(PostgresRange<Int32>(decoding: bytes[...]) == nil)
    }
  }
}

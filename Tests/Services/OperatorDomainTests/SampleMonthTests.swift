import Kernel
import OperatorDomain
import Testing

@Suite("SampleMonth")
struct SampleMonthTests {
  /// A whole month, made once for all tests.
  private static let month: [UInt8] = {
    (try? SampleMonth(seed: 1999, year: 1999, month: 1, volume: 1).bytes()) ?? []
  }()

  private static let rows: [CallRow] = {
    ((try? parse(month)) ?? []).compactMap(\.row)
  }()

  @Test("is the same for the same seed and another one for another seed")
  func determinism() throws {
    func bytes(_ seed: UInt64) throws -> [UInt8] {
      try SampleMonth(seed: seed, year: 2024, month: 2, volume: 0.05).bytes()
    }
    #expect(try bytes(1) == bytes(1))
    #expect(try bytes(1) != bytes(2))
  }

  @Test("keeps its bytes for good: the checksum of a month is known")
  func checksum() throws {
    // FNV-1a; a change of the generator has to change this on purpose.
    let hash = Self.month.reduce(UInt64(0xcbf2_9ce4_8422_2325)) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01b3
    }
    #expect(hash == 16_162_796_957_805_186_901)
  }

  @Test("writes line by line what it returns as a whole")
  func writing() throws {
    let month = try SampleMonth(seed: 3, year: 1999, month: 2, volume: 0.02)
    var pieces: [[UInt8]] = []
    month.write { pieces.append($0) }
    #expect(pieces.allSatisfy { $0.suffix(2) == [0x0d, 0x0a] })
    #expect(Array(pieces.joined()) == month.bytes())
    struct Full: Error {}
    #expect(throws: Full.self) { try month.write { (_: [UInt8]) throws(Full) in throw Full() } }
  }

  @Test("has the columns, line ends and order of a call file, without a single error")
  func form() throws {
    let events = try parse(Self.month)
    #expect(events.allSatisfy { $0.row != nil })
    #expect(Self.month.starts(with: CallLines.file([])))
    #expect(Self.rows.allSatisfy { $0.isConsistent })
    let keys = Self.rows.map { ($0.key.vruLine, $0.key.callID) }
    #expect(zip(keys, keys.dropFirst()).allSatisfy { $0.0 < $0.1 })
    #expect(Set(Self.rows.map(\.date)).count == 31)
  }

  @Test("has about as many calls, hang-ups and waits as the published month")
  func shape() {
    let rows = Self.rows
    func share(_ condition: (CallRow) -> Bool) -> Double {
      Double(rows.count(where: condition)) / Double(rows.count)
    }
    #expect((29_000...35_000).contains(rows.count))
    #expect((0.10...0.18).contains(share { $0.outcome == .hang }))
    #expect((0.004...0.012).contains(share { $0.outcome == .phantom }))
    #expect((0.01...0.025).contains(share { $0.outcome == .agent && $0.server == nil }))
    #expect((0.35...0.65).contains(share { $0.waiting.seconds > 0 }))
    #expect((0.70...0.75).contains(share { $0.type.rawValue == "PS" }))
    #expect((0.24...0.32).contains(share { $0.priority == 2 }))
    let waits = rows.filter { $0.waiting.seconds > 0 && $0.outcome == .agent }
      .map(\.waiting.seconds)
    #expect((40...110).contains(waits.reduce(0, +) / waits.count))
    let services = rows.filter { $0.agent != nil }.map(\.service.seconds)
    #expect((140...210).contains(services.reduce(0, +) / services.count))
    #expect((1...62).contains(rows.count { $0.service.end < $0.service.start }))
  }

  @Test("spreads the calls over 28 agents who each serve one customer at a time")
  func agents() {
    let byAgent = Dictionary(grouping: Self.rows.filter { $0.agent != nil }) { $0.agent }
    #expect(byAgent.count == 28)
    let counts = byAgent.values.map(\.count)
    #expect((counts.max() ?? 0) > 1_500)
    #expect((counts.min() ?? 0) < 300)
    for calls in byAgent.values {
      let spans = calls.map { call in
        let menuEnd =
          Int(call.date.daysSinceEpoch) * 86_400 + call.menu.start.secondOfDay
          + call.menu.seconds
        let start = menuEnd + call.waiting.seconds
        return (start: start, end: start + call.service.seconds)
      }.sorted { $0.start < $1.start }
      #expect(zip(spans, spans.dropFirst()).allSatisfy { $0.0.end <= $0.1.start })
    }
  }

  @Test("follows the week: few calls on Saturday before the evening and on Friday afternoon")
  func week() {
    func count(weekday: Int32, hours: Range<Int>) -> Int {
      Self.rows.count {
        ($0.date.daysSinceEpoch + 4) % 7 == weekday
          && hours.contains($0.menu.start.secondOfDay / 3_600)
      }
    }
    #expect(count(weekday: 0, hours: 8..<17) > 4_000)
    #expect(count(weekday: 5, hours: 16..<24) < 60)
    #expect(count(weekday: 6, hours: 0..<17) < 60)
    #expect(count(weekday: 6, hours: 18..<24) > 600)
  }

  @Test(
    "refuses a month or volume that there is not",
    arguments: [
      (1969, 1, 1.0, "year"), (2070, 1, 1, "year"), (1999, 0, 1, "month"), (1999, 13, 1, "month"),
      (1999, 1, 0, "volume"), (1999, 1, 2.1, "volume"), (1999, 1, .nan, "volume"),
    ] as [(Int, Int, Double, String)])
  func refusals(year: Int, month: Int, volume: Double, field: String) {
    let error = #expect(throws: ValidationError.self) {
      try SampleMonth(seed: 1, year: year, month: month, volume: volume)
    }
    #expect(error?.field == field)
  }

  @Test(
    "has the days of the calendar",
    arguments: [(2000, 2, 29), (1999, 2, 28), (2069, 4, 30), (1970, 12, 31)])
  func lengths(year: Int, month: Int, days: Int) throws {
    let bytes = try SampleMonth(seed: 5, year: year, month: month, volume: 0.1).bytes()
    let dates = Set(try parse(bytes).compactMap(\.row?.date))
    #expect(dates.max() == Workday(year: year, month: month, day: days))
    #expect(dates.min() == Workday(year: year, month: month, day: 1))
  }
}

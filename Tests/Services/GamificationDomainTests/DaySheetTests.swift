import GamificationDomain
import Kernel
import Testing

private let sales = WorkDimensions(queue: QueueID(stored: "sales"))
private let evaluation = DayEvent(.evaluation, id: someUUID, value: 90)

@Suite("DaySheet.apply")
struct DaySheetTests {
  private func apply(_ sheet: inout DaySheet, _ change: DayChange) throws -> Bool {
    try sheet.apply(change, field: "amount")
  }

  @Test("a total replaces, a cumulative amount adds, and nothing deletes")
  func amounts() throws {
    var sheet = DaySheet()
    #expect(try apply(&sheet, .measured(Measurement(.handleSeconds, 5))))
    #expect(try apply(&sheet, .measured(Measurement(.handleSeconds, 9))))
    #expect(try apply(&sheet, .added(Measurement(.handleSeconds, 3))))
    #expect(try apply(&sheet, .added(Measurement(.handleSeconds, 4, dimensions: sales))))
    #expect(
      sheet.measurements == [
        Measurement(.handleSeconds, 12), Measurement(.handleSeconds, 4, dimensions: sales),
      ])
    #expect(try apply(&sheet, .unmeasured(.handleSeconds, .none)))
    #expect(try apply(&sheet, .unmeasured(.handleSeconds, sales)))
    #expect(sheet.isEmpty)
  }

  @Test("an event replaces the one with its id, and can be taken back")
  func events() throws {
    var sheet = DaySheet()
    #expect(try apply(&sheet, .happened(evaluation)))
    let rescored = DayEvent(.evaluation, id: someUUID, value: 50)
    #expect(try apply(&sheet, .happened(rescored)))
    #expect(try apply(&sheet, .happened(DayEvent(.assignment, id: someUUID, value: 1))))
    #expect(sheet.events.count == 2)
    #expect(sheet.events.first == rescored)
    #expect(try apply(&sheet, .unhappened(.evaluation, someUUID)))
    #expect(sheet.events.map(\.kind) == [.assignment])
  }

  @Test("what changes nothing says so")
  func nothing() throws {
    var sheet = DaySheet(measurements: [Measurement(.holdSeconds, 1)], events: [evaluation])
    let before = sheet
    #expect(try !apply(&sheet, .measured(Measurement(.holdSeconds, 1))))
    #expect(try !apply(&sheet, .added(Measurement(.holdSeconds, 0))))
    #expect(try !apply(&sheet, .unmeasured(.handleSeconds, .none)))
    #expect(try !apply(&sheet, .happened(evaluation)))
    #expect(try !apply(&sheet, .unhappened(.activity, someUUID)))
    #expect(sheet == before)
  }

  @Test("a workday has a limit of entries, and amounts have one")
  func limits() throws {
    var sheet = DaySheet(
      measurements: (0..<1_000).map {
        Measurement(
          .holdSeconds, 1, dimensions: WorkDimensions(queue: QueueID(stored: "queue-\($0)")))
      })
    #expect(
      throws: ValidationError(
        field: "amount", reason: "must leave the workday with at most 1000 entries")
    ) { try apply(&sheet, .measured(Measurement(.holdSeconds, 1))) }
    var large = DaySheet(measurements: [Measurement(.holdSeconds, 1e15)])
    #expect(
      throws: ValidationError(
        field: "amount", reason: "must not add up to more than 1000000000000000")
    ) { try apply(&large, .added(Measurement(.holdSeconds, 1))) }
    #expect(large.measurements == [Measurement(.holdSeconds, 1e15)])
  }
}

@Suite("DayResult.lines")
struct LedgerLineTests {
  private func outcome(_ metric: UInt64, _ points: Int64, version: Int64 = 1) -> MetricOutcome {
    MetricOutcome(
      metric: metricID(metric), version: version, amounts: MetricAmounts(dividend: 1, divisor: 1),
      value: 7, points: Points(whole: points), pointsMax: Points(whole: 100), steps: [])
  }

  private func stored(_ metric: UInt64, _ points: Int64) -> ResultDay.Outcome {
    ResultDay.Outcome(outcome(metric, points))
  }

  @Test("have the difference of each metric, and nothing where there is none")
  func difference() {
    let result = DayResult(metrics: [outcome(3, 5), outcome(1, 10, version: 2), outcome(2, 4)])
    #expect(
      result.lines(from: [stored(1, 12), stored(2, 4), stored(9, 6)]) == [
        LedgerPosting.Line(metric: metricID(1), version: 2, points: Points(whole: -2), value: 7),
        LedgerPosting.Line(metric: metricID(3), version: 1, points: Points(whole: 5), value: 7),
        LedgerPosting.Line(metric: metricID(9), version: 1, points: Points(whole: -6), value: nil),
      ])
  }

  @Test("add up to the points, whatever came before", arguments: 0..<30)
  func sums(seed: UInt64) {
    var random = SplitMix(seed: seed)
    var stored: [ResultDay.Outcome] = []
    var sums: [ProfileMetricID: Int64] = [:]
    for _ in 0..<10 {
      let metrics = (0..<8).shuffled(using: &random).prefix(Int.random(in: 0...8, using: &random))
      let result = DayResult(
        metrics: metrics.map { outcome(UInt64($0), Int64.random(in: -9...9, using: &random)) })
      for line in result.lines(from: stored) {
        #expect(line.points != .zero)
        sums[line.metric, default: 0] += line.points.hundredths
      }
      stored = result.metrics.map { ResultDay.Outcome($0) }
      #expect(sums.values.reduce(0, +) == result.points.hundredths)
      for outcome in result.metrics {
        #expect(sums[outcome.metric, default: 0] == outcome.points.hundredths)
      }
    }
  }
}

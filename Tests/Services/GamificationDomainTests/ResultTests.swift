import GamificationDomain
import Kernel
import Testing

@Suite("Scorecard.init")
struct ScorecardTests {
  @Test("sums up metrics in the order of their ids and days oldest first")
  func sums() throws {
    let sums = ScorecardSums(
      metrics: [
        .qualityScore: MetricSums(
          total: 150, count: 2, points: Points(whole: 80), pointsMax: Points(whole: 200)),
        .interactionsHandled: MetricSums(
          total: 40, count: 40, points: Points(whole: 40), pointsMax: Points(whole: 1_000)),
      ],
      workdays: [
        WorkdayPoints(workday: monday.adding(days: 1), points: Points(whole: 20)),
        WorkdayPoints(workday: monday, points: Points(whole: 100)),
      ])
    let scorecard = Scorecard(
      person: ada, displayName: "Ada",
      range: try WorkdayRange(from: monday, through: monday.adding(days: 6)), sums: sums,
      metrics: MetricCatalogue.metrics.reversed())
    #expect(scorecard.metricResults.map(\.metric.id) == [.interactionsHandled, .qualityScore])
    #expect(scorecard.metricResults.map(\.value) == [40, 75])
    #expect(scorecard.points == Points(whole: 120))
    #expect(scorecard.pointsMax == Points(whole: 1_200))
    #expect(scorecard.workdayPoints.map(\.workday) == [monday, monday.adding(days: 1)])
  }
}

@Suite("LedgerPosition.init")
struct LedgerPositionTests {
  @Test("reads what it has written")
  func roundTrip() throws {
    let entry = LedgerEntry(
      id: LedgerEntryID(uuid: someUUID), person: ada, metric: .qualityScore, workday: monday,
      points: .zero, source: "workday", value: 1, createTime: Timestamp(microseconds: 77))
    let position = try LedgerPosition(texts: LedgerPosition.texts(of: entry))
    #expect(position.createTime == entry.createTime)
    #expect(position.entry == entry.id)
  }

  @Test("refuses another list's position", arguments: [[], ["1", "a"], ["x"]])
  func refuses(texts: [String]) {
    #expect(throws: ValidationError.self) { try LedgerPosition(texts: texts) }
  }
}

@Suite("LedgerQuery.init")
struct LedgerQueryTests {
  @Test("spans all days that a request can name when no day is given")
  func unlimited() throws {
    let query = try LedgerQuery(
      person: nil, visibility: .all, metric: nil, start: nil, end: nil)
    #expect(query.start == Workday(year: 1, month: 1, day: 1))
    #expect(query.end == Workday(year: 9999, month: 12, day: 31))
  }

  @Test("refuses an end before the start")
  func reversed() {
    #expect(
      throws: ValidationError(field: "end_workday", reason: "must not be before start_workday")
    ) {
      try LedgerQuery(
        person: ada, visibility: .all, metric: nil, start: monday, end: monday.adding(days: -1))
    }
  }
}

import GamificationDomain
import Kernel
import Testing

private let handleTime = ProfileMetricID(uuid: UUIDBits(high: 5, low: 1))
private let handled = ProfileMetricID(uuid: UUIDBits(high: 5, low: 2))
private let profile = ProfileID(uuid: UUIDBits(high: 6, low: 1))

@Suite("Scorecard.init")
struct ScorecardTests {
  private func outcome(
    _ metric: ProfileMetricID, _ dividend: Double, _ divisor: Double, points: Int64
  ) -> ResultDay.Outcome {
    ResultDay.Outcome(
      metric: metric, version: 1, amounts: MetricAmounts(dividend: dividend, divisor: divisor),
      points: Points(whole: points), pointsMax: Points(whole: 100), heldPoints: .zero)
  }

  private func results(_ days: [ResultDay], finalThrough: Workday) throws -> PersonResults {
    let book = makeBook([
      try makeRule(handled, "interactions_handled"),
      try makeRule(handleTime, "average_handle_time"),
    ])
    return PersonResults(
      person: ada, displayName: "Ada", days: days, book: book, finalThrough: finalThrough)
  }

  private var days: [ResultDay] {
    [
      ResultDay(
        workday: monday, profile: profile,
        outcomes: [
          outcome(handleTime, 2_000, 10, points: 55), outcome(handled, 10, 1, points: 10),
        ]),
      ResultDay(
        workday: monday.adding(days: 1), profile: profile,
        outcomes: [
          outcome(handleTime, 1_000, 2, points: 0), outcome(handled, 2, 1, points: 2),
        ]),
    ]
  }

  @Test("sums up metrics in the order of the profile, a ratio by all of its amounts")
  func sums() throws {
    let range = try WorkdayRange(from: monday, through: monday.adding(days: 6))
    let scorecard = Scorecard(
      try results(days, finalThrough: monday.adding(days: 1)), over: range)
    #expect(scorecard.metricResults.map(\.rule.id) == [handled, handleTime])
    #expect(scorecard.metricResults.map(\.value) == [12, 250])
    #expect(scorecard.metricResults.map(\.points) == [Points(whole: 12), Points(whole: 55)])
    #expect(scorecard.metricResults.allSatisfy { $0.improvement == nil })
    #expect(scorecard.points == Points(whole: 67))
    #expect(scorecard.pointsMax == Points(whole: 400))
    #expect(
      scorecard.workdayPoints == [
        WorkdayPoints(workday: monday, points: Points(whole: 65)),
        WorkdayPoints(workday: monday.adding(days: 1), points: Points(whole: 2)),
      ])
    #expect(scorecard.finality == .final)
  }

  @Test("says what is missing to the next zone on a single day, and whether points may change")
  func improvement() throws {
    let scorecard = Scorecard(
      try results([days[0]], finalThrough: monday.adding(days: -1)),
      over: try WorkdayRange(from: monday, through: monday))
    let result = try #require(scorecard.metricResults.last)
    #expect(result.improvement?.value == 120)
    #expect(result.improvement?.points == Points(whole: 100))
    #expect(scorecard.finality == .provisional)
  }
}

@Suite("LedgerPosition.init")
struct LedgerPositionTests {
  @Test("reads what it has written")
  func roundTrip() throws {
    let posting = LedgerPosting(
      id: LedgerEntryID(uuid: someUUID), day: PersonDay(person: ada, workday: monday),
      cause: .measurement, source: "facts", awardTime: Timestamp(microseconds: 77),
      finality: .final, expiry: nil, lines: [])
    let position = try LedgerPosition(texts: LedgerPosition.texts(of: posting))
    #expect(position.awardTime == posting.awardTime)
    #expect(position.posting == posting.id)
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

import GamificationDomain
import Kernel
import Testing

private let handleTime = ProfileMetricID(uuid: UUIDBits(high: 5, low: 1))
private let handled = ProfileMetricID(uuid: UUIDBits(high: 5, low: 2))
private let profile = ProfileID(uuid: UUIDBits(high: 6, low: 1))
private let red = TeamID(stored: "red")

private func person(_ number: Int) -> PersonID { PersonID(stored: "p\(number)") }

private func day(_ points: Int64, on offset: Int32 = 0, of pointsMax: Int64 = 100)
  -> PeriodTally.Day
{
  PeriodTally.Day(
    workday: monday.adding(days: offset), points: Points(whole: points),
    pointsMax: Points(whole: pointsMax))
}

@Suite("InsightPeriods")
struct InsightPeriodsTests {
  private func periods(
    _ granularity: BestPoints.Granularity, _ primary: String, _ comparative: String? = nil,
    weekStart: Int32 = 1
  ) throws -> [String] {
    let periods = try InsightPeriods(
      granularity, primary: try Workday(parsing: primary, field: ""),
      comparative: try comparative.map { try Workday(parsing: $0, field: "") },
      firstDayOfWeek: weekStart, field: "periods")
    return [periods.comparative, periods.primary].flatMap {
      [$0.start.description, $0.end.description]
    }
  }

  @Test("a period is compared with the one before, unless another one is asked for")
  func before() throws {
    #expect(
      try periods(.day, "2026-03-01")
        == ["2026-02-28", "2026-02-28", "2026-03-01", "2026-03-01"])
    #expect(
      try periods(.week, "2026-03-01")
        == ["2026-02-16", "2026-02-22", "2026-02-23", "2026-03-01"])
    #expect(
      try periods(.week, "2026-03-01", weekStart: 7)
        == ["2026-02-22", "2026-02-28", "2026-03-01", "2026-03-07"])
    #expect(
      try periods(.month, "2026-03-15")
        == ["2026-02-01", "2026-02-28", "2026-03-01", "2026-03-31"])
    #expect(
      try periods(.month, "2026-03-15", "2025-03-31")
        == ["2025-03-01", "2025-03-31", "2026-03-01", "2026-03-31"])
  }

  @Test("names the field that is wrong")
  func invalid() {
    for (comparative, weekStart, field) in [
      ("2026-03-20", 1, "periods.comparative_workday"),
      ("2026-03-31", 1, "periods.comparative_workday"),
      ("2026-04-01", 1, "periods.comparative_workday"), (nil, 0, "periods.first_day_of_week"),
      (nil, 8, "periods.first_day_of_week"),
    ] as [(String?, Int32, String)] {
      let error = #expect(throws: ValidationError.self) {
        try periods(.month, "2026-03-15", comparative, weekStart: weekStart)
      }
      #expect(error?.field == field)
    }
  }
}

@Suite("InsightGroup")
struct InsightGroupTests {
  private func people() -> BoardPeople {
    BoardPeople(
      [
        BoardMember(person: ada, displayName: "Ada", team: red),
        BoardMember(person: person(1), displayName: "1", team: red, manager: ada),
        BoardMember(person: person(2), displayName: "2", manager: person(1)),
        BoardMember(person: person(3), displayName: "3", team: red, isActive: false),
      ], visibleRanks: [:])
  }

  private var visibility: Visibility {
    Visibility(
      everything: false, people: [], teams: [], divisions: [], managers: [ada], queues: [])
  }

  @Test("has the active people in all that is given, those apart whom the caller may not see")
  func members() throws {
    let team = people().insightMembers(of: InsightGroup(team: red), visibleTo: visibility)
    #expect(team.visible.map(\.person) == [person(1)])
    #expect(team.hidden.map(\.person) == [ada])
    let named = try InsightGroup(
      scope: LeaderboardScope(), people: [person(2), person(1), person(3), person(9)], field: "")
    let members = people().insightMembers(of: named, visibleTo: visibility)
    #expect(members.visible.map(\.person) == [person(1), person(2)])
    let both = try InsightGroup(
      scope: LeaderboardScope(team: red), people: [person(2), person(1)], field: "")
    #expect(
      people().insightMembers(of: both, visibleTo: .all).visible.map(\.person) == [person(1)])
  }

  @Test("a part of a team is no whole team")
  func wholeTeam() throws {
    #expect(InsightGroup(team: red).wholeTeam == red)
    for (scope, people) in [
      (LeaderboardScope(team: red), [ada]), (LeaderboardScope(profile: profile), []),
      (LeaderboardScope(team: red, profile: profile), []),
    ] as [(LeaderboardScope, [PersonID])] {
      #expect(try InsightGroup(scope: scope, people: people, field: "group").wholeTeam == nil)
    }
  }

  @Test("names at most 100 people, and at least something")
  func limits() throws {
    let most = (0..<InsightGroup.namedMax).map { person($0) }
    #expect(most.count == 100)
    _ = try InsightGroup(scope: LeaderboardScope(), people: most, field: "group")
    #expect(throws: ValidationError(field: "group.person_ids", reason: "must be at most 100")) {
      try InsightGroup(scope: LeaderboardScope(), people: most + [ada], field: "group")
    }
    #expect(
      throws: ValidationError(
        field: "group", reason: "must have a profile, division, team or people")
    ) {
      try InsightGroup(scope: LeaderboardScope(), people: [], field: "group")
    }
  }
}

@Suite("InsightResults")
struct InsightResultsTests {
  private func result(
    on offset: Int32, handled count: Double, seconds: Double, points: Int64
  ) -> ResultDay {
    ResultDay(
      workday: monday.adding(days: offset), profile: profile,
      outcomes: [
        ResultDay.Outcome(
          metric: handleTime, version: 1,
          amounts: MetricAmounts(dividend: seconds, divisor: count), points: Points(whole: points),
          pointsMax: Points(whole: 100), heldPoints: .zero),
        ResultDay.Outcome(
          metric: handled, version: 1, amounts: MetricAmounts(dividend: count, divisor: 1),
          points: Points(whole: Int64(count)), pointsMax: Points(whole: 50), heldPoints: .zero),
      ])
  }

  private func results(
    metrics: Set<ProfileMetricID>? = nil, finalThrough: Workday = monday.adding(days: 20)
  ) throws -> InsightResults {
    let periods = try InsightPeriods(
      .week, primary: monday.adding(days: 7), comparative: nil,
      firstDayOfWeek: Int32(monday.dayOfWeek), field: "")
    let book = makeBook([
      try makeRule(handled, "interactions_handled"),
      try makeRule(handleTime, "average_handle_time"),
    ])
    return InsightResults(periods, metrics: metrics, book: book, finalThrough: finalThrough)
  }

  @Test("adds up the workdays of both periods, each metric by all of its amounts")
  func sums() throws {
    var results = try results()
    results.add(result(on: 0, handled: 10, seconds: 1_000, points: 40), of: ada)
    results.add(result(on: 7, handled: 10, seconds: 1_000, points: 50), of: ada)
    results.add(result(on: 8, handled: 30, seconds: 1_000, points: 100), of: ada)
    let tally = results.tally(of: ada)
    #expect(tally.overall.primary.points == Points(whole: 190))
    #expect(tally.overall.primary.pointsMax == Points(whole: 300))
    #expect(tally.overall.primary.workdayCount == 2)
    #expect(tally.overall.comparative.points == Points(whole: 50))
    #expect(tally.overall.percentOfGoalChange == 100 * 190.0 / 300 - 100 * 50.0 / 150)
    #expect(tally.overall.change.certainty == .unknown)
    let metrics = tally.metrics(results.book)
    #expect(metrics.map(\.rule.id) == [handled, handleTime])
    #expect(metrics.map(\.comparison.primary.value) == [40, 50])
    #expect(metrics.map(\.comparison.valueChange) == [30, -50])
    #expect(results.tally(of: person(1)).overall.primary.percentOfGoal == nil)
    #expect(results.tally(of: person(1)).metrics(results.book).isEmpty)
    #expect(results.finality == .final)
  }

  @Test("only the metrics count that were asked for")
  func filter() throws {
    var results = try results(metrics: [handled], finalThrough: monday.adding(days: 6))
    results.add(result(on: 7, handled: 10, seconds: 1_000, points: 50), of: ada)
    let tally = results.tally(of: ada)
    #expect(tally.overall.primary.percentOfGoal == 20)
    #expect(tally.metrics(results.book).map(\.rule.id) == [handled])
    #expect(results.groupTally == tally)
    #expect(results.finality == .provisional)
  }

  @Test("a group has on each workday the sum of its people")
  func group() throws {
    var results = try results()
    for offset in Int32(0)..<5 {
      results.add(result(on: offset, handled: 10, seconds: 1_000, points: 40), of: ada)
      results.add(
        result(on: offset + 7, handled: 10, seconds: 2_000, points: 40), of: ada)
      results.add(
        result(on: offset, handled: 30, seconds: 3_000, points: 40), of: person(1))
      results.add(
        result(on: offset + 7, handled: 30, seconds: 6_000, points: 40), of: person(1))
    }
    let tally = results.groupTally
    #expect(tally.overall.primary.points == Points(whole: 600))
    #expect(tally.overall.primary.workdayCount == 5)
    let metrics = tally.metrics(results.book)
    #expect(metrics.map(\.comparison.primary.value) == [200, 200])
    #expect(metrics.map(\.comparison.comparative.value) == [200, 100])
    #expect(metrics.map(\.comparison.change.certainty) == [.unclear, .clear])
    #expect(metrics.map(\.comparison.primary.workdayCount) == [5, 5])
  }

  @Test("ranks people, and names those who have clearly become worse, the worst first")
  func rankings() throws {
    var results = try results()
    // Before 40 to 44 percent of goal for all; then as given.
    for (number, shift) in [(1, 0), (2, -10), (3, -20), (4, 40)] as [(Int, Int64)] {
      for offset in Int32(0)..<5 {
        let before = 40 + Int64(offset)
        results.add(
          result(on: offset, handled: 0, seconds: 0, points: before), of: person(number))
        results.add(
          result(on: offset + 7, handled: 0, seconds: 0, points: before + shift),
          of: person(number))
      }
    }
    let people = [1, 2, 3, 4, 5].map { person($0) }
    let rankings = InsightRankings(results, of: people, sectionSize: 1)
    #expect(rankings.leaders.map(\.place.member.person) == [person(4)])
    #expect(rankings.trailers.map(\.place.member.person) == [person(3)])
    #expect(rankings.decliners.map(\.place.member.person) == [person(3)])
    #expect(rankings.rankedCount == 4)
    #expect(rankings.leaders.map(\.place.rank) == [1])
    #expect(rankings.leaders.map(\.comparativeRank) == [1])
    #expect(rankings.listed == [person(3), person(4)])
    let all = InsightRankings(results, of: people, sectionSize: 2)
    #expect(all.decliners.map(\.place.member.person) == [person(3), person(2)])
    #expect(all.leaders.map(\.place.member.person) == [person(4), person(1)])
    // The rank before is not told of who did as before.
    #expect(all.leaders.map(\.comparativeRank) == [1, nil])
  }
}

@Suite("TeamBenchmark")
struct TeamBenchmarkTests {
  @Test("compares the means of workdays, and who has a smaller one")
  func compares() throws {
    let benchmark = try #require(
      TeamBenchmark(
        [day(30), day(10, on: 1)], in: red,
        visible: [[day(20)], [day(5)], [day(90), day(85, on: 1)], []], hidden: []))
    #expect(benchmark.ownMean == Points(whole: 20))
    #expect(benchmark.teamMean == Points(whole: 40))
    #expect(benchmark.difference == Points(whole: -20))
    // One is below, one the same, one above.
    #expect(benchmark.percentile == 50)
    #expect(benchmark.memberCount == 4)
  }

  @Test("without facts there is nothing to compare, and alone nobody to compare with")
  func alone() throws {
    #expect(TeamBenchmark([], in: red, visible: [[day(1)]], hidden: []) == nil)
    let alone = try #require(TeamBenchmark([day(7)], in: red, visible: [[]], hidden: []))
    #expect(alone.teamMean == Points(whole: 7))
    #expect(alone.percentile == nil)
    #expect(alone.memberCount == 1)
  }

  @Test("of fewer than five people whom the caller may not see nothing is told")
  func hidden() throws {
    let four = (1...4).map { [day(Int64($0))] }
    #expect(TeamBenchmark([day(7)], in: red, visible: [[day(1)]], hidden: four) == nil)
    #expect(TeamBenchmark([day(7)], in: red, visible: [], hidden: four + [[]]) == nil)
    let five = try #require(
      TeamBenchmark([day(8)], in: red, visible: [], hidden: four + [[day(15)]]))
    #expect(five.memberCount == 6)
    #expect(five.percentile == 80)
  }

  @Test("workdays on which few of them have facts do not count, whichever days are compared")
  func sparseDays() throws {
    let members = (1...5).map { number in
      number == 1 ? [day(10), day(90, on: 1)] : [day(10)]
    }
    let told = try #require(Disclosure.standard.told(visible: [], hidden: members))
    #expect(told == (1...5).map { _ in [day(10)] })
    #expect(Disclosure.standard.told(visible: [[day(3)]], hidden: []) == [[day(3)]])
  }
}

@Suite("TrendDay")
struct TrendDayTests {
  @Test("has the means of who has facts, oldest first")
  func means() {
    let days = TrendDay.days(of: [[day(10), day(20, on: 1)], [day(40)], [day(3, on: 2, of: 0)]])
    #expect(days.map(\.workday) == (0...2).map { monday.adding(days: $0) })
    #expect(days.map(\.meanPoints) == [25, 20, 3].map { Points(whole: $0) })
    #expect(days.map(\.percentOfGoal) == [25, 20, nil])
    #expect(days.map(\.memberCount) == [2, 1, 1])
    #expect(TrendDay.days(of: []).isEmpty)
  }
}

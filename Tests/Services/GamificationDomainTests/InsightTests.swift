import GamificationDomain
import Kernel
import Testing

private func date(_ text: String) throws -> Workday { try Workday(parsing: text, field: "day") }

@Suite("PeriodComparison")
struct PeriodComparisonTests {
  private func result(_ points: Int64, of pointsMax: Int64, value: Double? = nil) -> PeriodResult {
    PeriodResult(
      points: Points(whole: points), pointsMax: Points(whole: pointsMax), workdayCount: 5,
      value: value)
  }

  @Test("percent of goal is points by the most points")
  func percent() {
    #expect(result(30, of: 120).percentOfGoal == 25)
    #expect(result(0, of: 0).percentOfGoal == nil)
    #expect(result(-5, of: 10).percentOfGoal == -50)
  }

  @Test("changes are those of percent of goal and of value, where both periods have them")
  func changes() {
    let comparison = PeriodComparison(
      primary: result(60, of: 120, value: 200), comparative: result(30, of: 120, value: 250),
      change: ChangeEstimate(primary: [], comparative: []))
    #expect(comparison.percentOfGoalChange == 25)
    #expect(comparison.valueChange == -50)
    let first = PeriodComparison(
      primary: result(60, of: 120, value: 200), comparative: result(0, of: 0),
      change: ChangeEstimate(primary: [], comparative: []))
    #expect(first.percentOfGoalChange == nil)
    #expect(first.valueChange == nil)
  }

  @Test(
    "a change is clear when workdays vary by less",
    arguments: [
      // t = 4.0 with 8 degrees of freedom, where 2.306 is exceeded by chance once in 20 times.
      ([1, 2, 3, 4, 5], [5, 6, 7, 8, 9], .clear), ([1, 2, 3, 4, 5], [2, 3, 4, 5, 6], .unclear),
      ([5, 6, 7, 8, 9], [1, 2, 3, 4, 5], .clear), ([3, 3, 3, 3, 3], [3, 3, 3, 3, 3], .unclear),
      ([3, 3, 3, 3, 3], [4, 4, 4, 4, 4], .clear), ([1, 2, 3, 4], [50, 60, 70, 80, 90], .unknown),
      ([], [], .unknown),
      // Unequal spread: t = 2.54 with 4.0 degrees, where 2.78 is needed; with 8 it would do.
      ([10, 10.1, 9.9, 10, 10], [15.5, 23.5, 7.5, 21.5, 29.5], .unclear),
    ] as [([Double], [Double], ChangeCertainty)])
  func certainty(primary: [Double], comparative: [Double], expected: ChangeCertainty) {
    #expect(ChangeEstimate(primary: primary, comparative: comparative).certainty == expected)
  }

  @Test("the interval of a change is that of Welch, however small or big the values are")
  func interval() throws {
    // The means are 3 and 7 with a variance of 0.5 each; 8 degrees of freedom: 4 ± 2.306.
    for scale in [1e-150, 1, 1e100] {
      let estimate = ChangeEstimate(
        primary: [5, 6, 7, 8, 9].map { $0 * scale },
        comparative: [1, 2, 3, 4, 5].map { $0 * scale }
      )
      let interval = try #require(estimate.interval)
      #expect(abs(interval.lowerBound / scale - 1.694) < 0.001)
      #expect(abs(interval.upperBound / scale - 6.306) < 0.001)
      #expect(estimate.certainty == .clear)
    }
    let same = ChangeEstimate(primary: [3, 3, 3, 3, 3], comparative: [3, 3, 3, 3, 3])
    #expect(same.interval == 0...0)
    #expect(ChangeEstimate(primary: [1, 2, 3, 4], comparative: [5, 6, 7, 8]).interval == nil)
  }
}

@Suite("InsightRanking")
struct InsightRankingTests {
  private func ranking(_ percents: [Double?], sectionSize: Int) -> InsightRanking {
    InsightRanking(
      percents.enumerated().map { index, percent in
        InsightRanking.Member(person: PersonID(stored: "p\(index)"), percentOfGoal: percent)
      }, sectionSize: sectionSize)
  }

  private func people(_ places: [InsightRanking.Place]) -> [String] {
    places.map(\.member.person.rawValue)
  }

  @Test("has leaders from the best and trailers from the worst on, with who ties")
  func sections() {
    let ranking = ranking([50, 90, 90, 10, 70, 20, nil, 90], sectionSize: 2)
    #expect(people(ranking.leaders) == ["p1", "p2", "p7"])
    #expect(ranking.leaders.map(\.rank) == [1, 1, 1])
    #expect(people(ranking.trailers) == ["p3", "p5"])
    #expect(ranking.trailers.map(\.rank) == [7, 6])
  }

  @Test("nobody leads and trails at once")
  func few() {
    let ranking = ranking([1, 2, 3], sectionSize: 2)
    #expect(people(ranking.leaders) == ["p2", "p1"])
    #expect(people(ranking.trailers) == ["p0"])
    #expect(self.ranking([5, 5, 5], sectionSize: 1).trailers.isEmpty)
    #expect(self.ranking([], sectionSize: 1).leaders.isEmpty)
  }
}

@Suite("BestPoints")
struct BestPointsTests {
  private func points(_ person: String, _ day: String, _ points: Int64) throws -> PersonPoints {
    PersonPoints(
      person: PersonID(stored: person), workday: try date(day), points: Points(whole: points))
  }

  @Test("finds the best day, week and month, with all who hold it")
  func records() throws {
    let all = [
      try points("ada", "2026-02-27", 5), try points("ada", "2026-03-01", 5),
      try points("ada", "2026-03-02", 6), try points("grace", "2026-03-02", 6),
      try points("grace", "2026-03-31", 4), try points("linus", "2026-02-23", 10),
    ]
    let day = try #require(BestPoints.best(of: all, granularity: .day, weekStart: 1))
    #expect(day.points == Points(whole: 10))
    #expect(day.holders.map(\.rawValue) == ["linus"])
    let week = try #require(BestPoints.best(of: all, granularity: .week, weekStart: 1))
    #expect(week.points == Points(whole: 10))
    #expect(week.start.description == "2026-02-23")
    #expect(week.end.description == "2026-03-01")
    #expect(week.holders.map(\.rawValue) == ["ada", "linus"])
    let sundays = try #require(BestPoints.best(of: all, granularity: .week, weekStart: 7))
    #expect(sundays.points == Points(whole: 11))
    #expect(sundays.start.description == "2026-03-01")
    let month = try #require(BestPoints.best(of: all, granularity: .month, weekStart: 1))
    #expect(month.points == Points(whole: 11))
    #expect(month.end.description == "2026-03-31")
    #expect(month.holders.map(\.rawValue) == ["ada"])
  }

  @Test("nobody with points holds no record")
  func nothing() throws {
    #expect(BestPoints.best(of: [], granularity: .day, weekStart: 1) == nil)
    #expect(
      BestPoints.best(
        of: [try points("ada", "2026-03-01", 0)], granularity: .month, weekStart: 1) == nil)
  }

  @Test("every workday lies in its period", arguments: BestPoints.Granularity.allCases, 1...7)
  func periods(granularity: BestPoints.Granularity, weekStart: Int) {
    for offset in Int32(-800)...800 {
      let day = Workday(daysSinceEpoch: offset)
      let start = granularity.start(of: day, weekStart: weekStart)
      let end = granularity.end(ofPeriodFrom: start)
      #expect(start <= day && day <= end)
      #expect(granularity.start(of: end, weekStart: weekStart) == start)
      #expect(granularity.start(of: end.adding(days: 1), weekStart: weekStart) != start)
    }
  }
}

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
  private typealias Record = BestPointsResults.Record

  private func record(
    _ person: String, _ day: String, _ granularity: BestPoints.Granularity = .day,
    visible isVisible: Bool = true, of personCount: Int = 9
  ) throws -> Record {
    Record(
      granularity: granularity, points: Points(whole: 10),
      holder: .init(
        person: PersonID(stored: person), displayName: person, start: try date(day),
        isVisible: isVisible), personCount: personCount)
  }

  private func results(
    _ records: [Record], members: Int = 9, hidden: Int = 1, isOwnProfile: Bool = false,
    namesPeers: Bool = true
  ) -> BestPointsResults {
    BestPointsResults(
      records: records, start: nil, memberCount: members, hiddenCount: hidden,
      isOwnProfile: isOwnProfile, namesPeers: namesPeers)
  }

  @Test("has the best day, week and month, from the earliest of who hold it")
  func records() throws {
    let best = results([
      try record("ada", "2026-03-01", .month), try record("linus", "2026-03-02"),
      try record("ada", "2026-03-05"), try record("bob", "2026-02-23", .week),
    ]).best
    #expect(best.map(\.granularity) == [.day, .week, .month])
    #expect(best[0].holders.map(\.person.rawValue) == ["ada", "linus"])
    #expect(best[0].holderCount == 2)
    #expect(best.map(\.start.description) == ["2026-03-02", "2026-02-23", "2026-03-01"])
    #expect(best.map(\.end.description) == ["2026-03-02", "2026-03-01", "2026-03-31"])
    #expect(results([]).best.isEmpty)
  }

  @Test("names those whom the caller may see, and everybody of the caller's own profile")
  func names() throws {
    let records = [
      try record("ada", "2026-03-02", visible: false), try record("bob", "2026-03-03"),
    ]
    let some = try #require(results(records).best.first)
    #expect(some.holderCount == 2)
    #expect(some.holders.map(\.person.rawValue) == ["bob"])
    #expect(some.start.description == "2026-03-02")
    let all = try #require(results(records, isOwnProfile: true).best.first)
    #expect(all.holders.map(\.person.rawValue) == ["ada", "bob"])
    let discreet = try #require(
      results(records, isOwnProfile: true, namesPeers: false).best.first)
    #expect(discreet.holders.map(\.person.rawValue) == ["bob"])
    let many = try (100..<250).map { try record("p\($0)", "2026-03-02") }
    #expect(results(many).best.first?.holders.count == BestPoints.holdersMax)
    #expect(results(many).best.first?.holderCount == 150)
  }

  @Test("says nothing of fewer than five people with points, unless the caller may see each")
  func suppression() throws {
    let few = [try record("ada", "2026-03-02", of: 4)]
    #expect(results(few).isSuppressed())
    #expect(results(few).best.isEmpty)
    #expect(results(few, isOwnProfile: true).isSuppressed())
    #expect(!results(few, hidden: 0).isSuppressed())
    #expect(results(few, hidden: 0).best.count == 1)
    #expect(!results([try record("ada", "2026-03-02", of: 5)]).isSuppressed())
    #expect(!results([]).isSuppressed())
  }

  @Test("is open to whom it concerns")
  func access() {
    let profile = BestPointsScope.profile(ProfileID(uuid: someUUID))
    #expect(results([]).permits(.organization))
    #expect(!results([]).permits(profile))
    #expect(results([], isOwnProfile: true).permits(profile))
    #expect(results([], hidden: 0).permits(profile))
    #expect(!results([], members: 0, hidden: 0).permits(profile))
  }

  @Test("every workday lies in its period", arguments: BestPoints.Granularity.allCases)
  func periods(granularity: BestPoints.Granularity) {
    for offset in Int32(-800)...800 {
      let day = Workday(daysSinceEpoch: offset)
      let start = granularity.start(of: day)
      let end = granularity.end(ofPeriodFrom: start)
      #expect(start <= day && day <= end)
      #expect(granularity.start(of: end) == start)
      #expect(granularity.start(of: end.adding(days: 1)) != start)
    }
    #expect(BestPoints.Granularity.week.start(of: Workday(daysSinceEpoch: 0)).dayOfWeek == 1)
  }
}

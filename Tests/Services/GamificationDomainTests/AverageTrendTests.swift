import GamificationDomain
import Kernel
import Testing

private let handleTime = ProfileMetricID(uuid: UUIDBits(high: 5, low: 1))
private let handled = ProfileMetricID(uuid: UUIDBits(high: 5, low: 2))
private let profile = ProfileID(uuid: UUIDBits(high: 6, low: 1))

@Suite("AverageTrend.init")
struct AverageTrendTests {
  private func results(
    members: Int = 9, hidden: Int = 0, isOwnProfile: Bool = false
  ) throws -> AverageResults {
    AverageResults(
      days: TrendDays(range: try WorkdayRange(from: monday, through: monday.adding(days: 2))),
      points: [
        .init(workday: monday, personCount: 4, points: Points(whole: 10)),
        .init(
          workday: monday.adding(days: 1), personCount: 8, points: Points(hundredths: 100_004)),
      ],
      values: [
        .init(workday: monday, metric: handled, personCount: 4, quotients: 100),
        .init(
          workday: monday.adding(days: 1), metric: handleTime, personCount: 6, quotients: 1_200),
      ], memberCount: members, hiddenCount: hidden, isOwnProfile: isOwnProfile,
      book: makeBook([
        try makeRule(handled, "interactions_handled"),
        try makeRule(handleTime, "average_handle_time"),
      ]))
  }

  @Test("averages over those who have data, and counts them")
  func everybody() throws {
    let trend = AverageTrend(try results(), for: .everybody)
    #expect(trend.days.map(\.personCount) == [4, 8, 0])
    #expect(
      trend.days.map(\.meanPoints) == [
        Points(hundredths: 250), Points(hundredths: 12_501), nil,
      ])
    #expect(trend.days.allSatisfy { !$0.isSuppressed })
    #expect(trend.metrics.map(\.rule.id) == [handleTime, handled])
    #expect(trend.metrics[0].days.map(\.meanValue) == [nil, 200, nil])
    #expect(trend.metrics[1].days.map(\.meanValue) == [25, nil, nil])
  }

  @Test("tells peers nothing about fewer than five people")
  func peers() throws {
    let trend = AverageTrend(try results(), for: .peer(visibleCount: 1))
    #expect(trend.days.map(\.personCount) == [4, 8, 0])
    #expect(trend.days.map(\.meanPoints) == [nil, Points(hundredths: 12_501), nil])
    #expect(trend.days.map(\.isSuppressed) == [true, false, false])
    #expect(trend.metrics[0].days.map(\.meanValue) == [nil, 200, nil])
    #expect(trend.metrics[1].days.map(\.meanValue) == [nil, nil, nil])
    #expect(trend.metrics[1].days.map(\.isSuppressed) == [true, false, false])
  }

  @Test("tells peers nothing that they could take those off whom they may see")
  func known() throws {
    let trend = AverageTrend(try results(), for: .peer(visibleCount: 4))
    #expect(trend.days.map(\.isSuppressed) == [true, true, false])
  }

  @Test("a mean is of percent where the metric is one")
  func percent() throws {
    let conformance = try #require(DefinitionCatalogue.definition("conformance"))
    #expect(conformance.mean(ofQuotients: 1.5, count: 2) == 75)
    let count = try #require(DefinitionCatalogue.definition("interactions_handled"))
    #expect(count.mean(ofQuotients: 30, count: 2) == 15)
  }

  @Test("opens a group to who may see each of it, and to peers their own profile")
  func access() throws {
    let team = TeamID(stored: "red")
    var own = Visibility.all
    own.everything = false
    var lead = own
    lead.teams = [team]
    let group = AverageGroup.profile(profile)
    #expect(try results(hidden: 3).access(to: group, with: .all) == .everybody)
    #expect(try results(hidden: 0).access(to: group, with: own) == .everybody)
    #expect(try results(members: 0).access(to: group, with: own) == nil)
    #expect(try results(hidden: 1).access(to: group, with: own) == nil)
    #expect(
      try results(hidden: 1, isOwnProfile: true).access(to: group, with: own)
        == .peer(visibleCount: try results().memberCount - 1))
    #expect(try results(hidden: 1).access(to: .team(team), with: lead) == .everybody)
    #expect(try results(hidden: 1).access(to: group, with: lead) == nil)
  }
}

@Suite("TalkList")
struct TalkListTests {
  private func candidate(
    _ person: String, _ points: Int64, of pointsMax: Int64 = 100, recent: Int64 = 80,
    days: Int = 5, others: [ResultDay.Outcome] = []
  ) -> TalkCandidate {
    TalkCandidate(
      person: PersonID(stored: person), displayName: person, team: nil,
      day: ResultDay(
        workday: monday, profile: profile,
        outcomes: [outcome(handled, points, of: pointsMax)] + others),
      recent: PeriodResult(
        points: Points(whole: recent), pointsMax: Points(whole: 100), workdayCount: days,
        value: nil))
  }

  private func outcome(
    _ metric: ProfileMetricID, _ points: Int64, of pointsMax: Int64
  ) -> ResultDay.Outcome {
    ResultDay.Outcome(
      metric: metric, version: 1, amounts: MetricAmounts(dividend: 1, divisor: 1),
      points: Points(whole: points), pointsMax: Points(whole: pointsMax), heldPoints: .zero)
  }

  @Test("begins with who fell most against their own recent workdays")
  func fall() {
    let list = TalkList(
      [
        candidate("ada", 70), candidate("bob", 20), candidate("cleo", 80),
        candidate("dan", 90), candidate("eve", 0, days: 4), candidate("fay", 10, of: 50),
      ], by: .largestFall)
    #expect(list.entries.map(\.candidate.person.rawValue) == ["bob", "fay", "ada"])
    #expect(list.entries.map(\.place) == [1, 2, 3])
    #expect(list.entries.map(\.goalBasisPoints) == [2_000, 2_000, 7_000])
    #expect(list.entries.map(\.recentGoalBasisPoints) == [8_000, 8_000, 8_000])
    #expect(list.entries.map(\.urgency) == [6_000, 6_000, 1_000])
  }

  @Test("or with who is furthest from the goal, whatever was before")
  func goal() {
    let list = TalkList(
      [
        candidate("ada", 100), candidate("bob", 20, days: 0), candidate("cleo", -10),
        candidate("dan", 0, of: 0),
      ], by: .furthestFromGoal)
    #expect(list.entries.map(\.candidate.person.rawValue) == ["cleo", "bob"])
    #expect(list.entries.map(\.urgency) == [11_000, 8_000])
    #expect(list.entries.map(\.recentGoalBasisPoints) == [8_000, nil])
  }

  @Test("names the metric that most points are missing of")
  func weakness() {
    let list = TalkList(
      [candidate("ada", 70, others: [outcome(handleTime, 10, of: 60)])], by: .largestFall)
    #expect(
      list.entries.first?.weakness?.metric == handleTime)
    #expect(list.entries.first?.weakness?.missing == Points(whole: 50))
  }

  @Test("goes on behind the entry that a page ended with")
  func pages() throws {
    let list = TalkList(
      [candidate("ada", 70), candidate("bob", 20), candidate("fay", 20)], by: .largestFall)
    let position = try TalkList.Position(texts: list.entries[0].position)
    #expect(list.entries(behind: position).map(\.candidate.person.rawValue) == ["fay", "ada"])
    #expect(throws: ValidationError.self) { try TalkList.Position(texts: ["x", "ada"]) }
    #expect(throws: ValidationError.self) { try TalkList.Position(texts: ["1"]) }
  }

  @Test("refuses a number of recent days that tells nothing", arguments: [-1, 6, 93])
  func recentDays(count: Int32) {
    #expect(throws: ValidationError.self) {
      try TalkQuery(
        workday: monday, recentDays: count, division: nil, team: nil, visibility: .all,
        caller: nil)
    }
  }
}

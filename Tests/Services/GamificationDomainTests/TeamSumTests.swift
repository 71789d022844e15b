import GamificationDomain
import Kernel
import Testing

private let answered = metricID(1)
private let handled = metricID(2)
private let red = TeamID(stored: "red")
private let profile = ProfileID(uuid: UUIDBits(high: 6, low: 1))

/// What the team must have of answered interactions, or nothing else is paid.
private let serviceLevel = PayCondition(
  stored: ruleID(1), metric: answered, subject: .team, comparison: .atLeast, threshold: 80,
  effect: .guardsOthers)

private func makeBook(_ conditions: [PayCondition]) throws -> RuleBook {
  let rules = [
    MetricRule(
      id: answered, version: 1,
      definition: try #require(DefinitionCatalogue.definition("interactions_answered_ratio")),
      objective: try defaultObjective("quality_score")),
    try makeRule(handled, "interactions_handled"),
  ]
  return RuleBook(
    revision: 1,
    settings: SettingsHistory([makeVersion(GamificationSettings(isActive: true))]),
    defaultProfile: profile,
    profiles: [
      profile: ProfileRulebook(
        states: [.init(start: monday, isActive: true)],
        histories: rules.map { [.init(rule: $0, start: Workday(daysSinceEpoch: 0))] },
        rules: [
          .init(
            settings: ProfileRuleSettings(stored: conditions, anomalyRules: []), start: monday)
        ])
    ])
}

private func recording(_ book: RuleBook) -> DayRecording {
  DayRecording(
    book: book, cause: .measurement, source: "facts", now: Timestamp(microseconds: 5),
    today: monday, finalThrough: monday.adding(days: -2))
}

private func record(
  _ answered: Double?, team: TeamID? = red, counted: [ProfileMetricID: MetricAmounts] = [:]
) -> DayRecord {
  var measurements = [Measurement(.interactionsHandled, 10)]
  if let answered {
    measurements += [
      Measurement(.interactionsAnswered, answered), Measurement(.interactionsOffered, 100),
    ]
  }
  return DayRecord(
    day: PersonDay(person: ada, workday: monday), sheet: DaySheet(measurements: measurements),
    placement: Placement(team: team), assignedProfile: nil, profile: profile, version: 1,
    points: [], counted: counted)
}

private let key = TeamMetricDay(team: red, workday: monday, metric: answered)

private func sums(_ answered: Double, of offered: Double, members: Int64 = 2) -> TeamAmounts {
  TeamAmounts(
    memberCount: members, amounts: MetricAmounts(dividend: answered, divisor: offered))
}

@Suite("DayDraft.contributions")
struct DayDraftTests {
  private let amounts = MetricAmounts(dividend: 90, divisor: 100)

  @Test("counts what conditions look at, instead of what was counted before")
  func counts() throws {
    let recording = recording(try makeBook([serviceLevel]))
    let fresh = recording.draft(of: record(90)).contributions
    #expect(fresh == [TeamContribution(key: key, removed: nil, added: amounts)])
    let old = MetricAmounts(dividend: 1, divisor: 2)
    let again = recording.draft(of: record(90, counted: [answered: old])).contributions
    #expect(again == [TeamContribution(key: key, removed: old, added: amounts)])
    // The sum is looked at all the same.
    let nothing = recording.draft(of: record(nil)).contributions
    #expect(nothing == [TeamContribution(key: key, removed: nil, added: nil)])
  }

  @Test("counts nothing without a team or a condition on it, and takes back what was counted")
  func takesBack() throws {
    let watching = recording(try makeBook([serviceLevel]))
    #expect(watching.draft(of: record(90, team: nil)).contributions.isEmpty)
    let recording = recording(try makeBook([]))
    #expect(recording.draft(of: record(90)).contributions.isEmpty)
    let draft = recording.draft(of: record(90, counted: [answered: amounts]))
    #expect(draft.contributions == [TeamContribution(key: key, removed: amounts, added: nil)])
    #expect(draft.counted.isEmpty)
  }
}

@Suite("DayRecording.turned")
struct TurnedTeamTests {
  private func turned(
    _ before: TeamAmounts, _ after: TeamAmounts, _ conditions: [PayCondition] = [serviceLevel]
  ) throws -> [TeamDay] {
    try recording(makeBook(conditions)).turned(
      by: [TeamChange(key: key, before: before, after: after)])
  }

  @Test("tells of teams only when the outcome of a condition is another one")
  func outcomes() throws {
    let team = [TeamDay(team: red, workday: monday)]
    #expect(try turned(sums(160, of: 200), sums(159, of: 200)) == team)
    #expect(try turned(sums(159, of: 200), sums(160, of: 200)) == team)
    #expect(try turned(sums(160, of: 200), sums(200, of: 200)).isEmpty)
    #expect(try turned(sums(10, of: 200), sums(150, of: 200)).isEmpty)
    #expect(try turned(sums(160, of: 200), sums(0, of: 0, members: 0)) == team)
    // No value pauses as much as one that is too low.
    #expect(try turned(sums(0, of: 0, members: 0), sums(10, of: 200)).isEmpty)
    #expect(try turned(sums(160, of: 200), sums(159, of: 200), []).isEmpty)
  }

  @Test("scores members with the value of the team")
  func scores() throws {
    let recording = recording(try makeBook([serviceLevel]))
    let drafts = [recording.draft(of: record(90))]
    let ids = UUIDv7Generator(clock: SystemWallClock())
    func points(_ amounts: TeamAmounts) -> Points? {
      recording.scoring(drafts, TeamSums([key: amounts]), ids: ids).first?.result.metrics
        .first { $0.metric == handled }?.points
    }
    #expect(points(sums(160, of: 200)) == Points(whole: 10))
    #expect(points(sums(159, of: 200)) == .zero)
  }
}

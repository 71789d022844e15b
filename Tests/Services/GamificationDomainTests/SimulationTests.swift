import GamificationDomain
import Kernel
import Testing

private let handled = ProfileMetricID(uuid: UUIDBits(high: 5, low: 1))
private let own = ProfileID(uuid: UUIDBits(high: 6, low: 1))
private let other = ProfileID(uuid: UUIDBits(high: 6, low: 2))

/// The day before `monday` is the last one.
private func makePlan(_ book: RuleBook) throws -> SimulationPlan {
  let order = try SimulationOrder(days: 3, rulesWorkday: nil)
  return SimulationPlan(
    book: book, range: try order.range(today: monday), rulesDay: try order.rulesDay(today: monday),
    now: Timestamp(microseconds: 5))
}

/// Somebody who has handled so many on each of the last workdays.
private func person(
  _ name: String, _ counts: [Double], in profile: ProfileID? = nil, isActive: Bool = true
) -> SimulatedPerson {
  let id = PersonID(stored: name)
  return SimulatedPerson(
    person: id, displayName: name, isActive: isActive,
    days: counts.enumerated().map { index, count in
      let sheet = DaySheet(measurements: [Measurement(.interactionsHandled, count)])
      return SimulatedPerson.Day(
        record: DayRecord(
          day: PersonDay(person: id, workday: monday.adding(days: Int32(index) - 3)),
          sheet: sheet, placement: Placement(), assignedProfile: profile, profile: nil, version: 1,
          points: []), earned: Points(whole: 1))
    })
}

@Suite("SimulationOrder")
struct SimulationOrderTests {
  @Test("takes 1 to 31 workdays up to yesterday, 30 unless it says so")
  func days() throws {
    let usual = try SimulationOrder(days: 0, rulesWorkday: nil)
    let range = try usual.range(today: monday)
    #expect(range.start == monday.adding(days: -30))
    #expect(range.end == monday.adding(days: -1))
    for days in [-1, 32] as [Int32] {
      let error = #expect(throws: ValidationError.self) {
        try SimulationOrder(days: days, rulesWorkday: nil)
      }
      #expect(error?.field == "days")
    }
  }

  @Test("takes the rules of today or of a day ahead")
  func rulesDay() throws {
    let ahead = monday.adding(days: 366)
    #expect(try SimulationOrder(days: 1, rulesWorkday: nil).rulesDay(today: monday) == monday)
    #expect(try SimulationOrder(days: 1, rulesWorkday: ahead).rulesDay(today: monday) == ahead)
    for day in [monday.adding(days: -1), monday.adding(days: 367)] {
      let error = #expect(throws: ValidationError.self) {
        try SimulationOrder(days: 1, rulesWorkday: day).rulesDay(today: monday)
      }
      #expect(error?.field == "rules_workday")
    }
  }
}

@Suite("DryRun")
struct DryRunTests {
  @Test("scores past workdays by the rules of today, also while nothing is turned on")
  func rules() throws {
    let rule = try makeRule(handled, "interactions_handled")
    // Metric and settings begin only today.
    let book = RuleBook(
      revision: 1, settings: SettingsHistory([]), defaultProfile: own,
      profiles: [
        own: ProfileRulebook(
          states: [.init(start: monday, isActive: true)],
          histories: [[.init(rule: rule, start: monday)]])
      ])
    let plan = try makePlan(book)
    var run = DryRun(plan, plan.settings)
    let ada = run.add(person("ada", [10, 20, 30]))
    #expect(ada.points == Points(whole: 60))
    #expect(ada.pointsMax == Points(whole: 3_000))
    #expect(ada.earned == Points(whole: 3))
    #expect(ada.workdayCount == 3)
    _ = run.add(person("bob", [60]))
    _ = run.add(person("cleo", [99], isActive: false))
    _ = run.add(person("dan", [0]))
    #expect(run.points == Points(whole: 219))
    #expect(run.earned == Points(whole: 6))
    #expect(run.personCount == 3)
    let leaders = run.leaders(max: 10)
    #expect(leaders.map(\.contender.person.rawValue) == ["ada", "bob"])
    #expect(leaders.map(\.rank) == [1, 1])
    #expect(run.leaders(max: 1).count == 1)
  }

  @Test("takes the default profile when there is none, and drafts of settings")
  func drafts() throws {
    let book = RuleBook(
      revision: 0, settings: SettingsHistory([]), defaultProfile: nil, profiles: [:])
    let plan = try makePlan(book)
    var run = DryRun(plan, plan.settings)
    #expect(run.add(person("ada", [10])).points == Points(whole: 10))
    var settings = plan.settings
    settings.assignsAutomatically = false
    var strict = DryRun(plan, settings)
    #expect(strict.add(person("ada", [10])).points == .zero)
  }
}

@Suite("ObjectiveTrial")
struct ObjectiveTrialTests {
  /// Two points each.
  private func doubled(_ id: ProfileMetricID) throws -> MetricRule {
    MetricRule(
      id: id, version: 0,
      definition: try #require(DefinitionCatalogue.definition("interactions_handled")),
      objective: Objective(
        trusted: [
          Zone(lowerValue: 0, upperValue: 100, lowerPoints: 0, upperPoints: 200),
          Zone(lowerValue: 100, upperValue: nil, lowerPoints: 200, upperPoints: 200),
        ]))
  }

  @Test("tells what a metric pays with other settings and with the present ones")
  func compares() throws {
    let plan = try makePlan(makeBook([try makeRule(handled, "interactions_handled")]))
    var trial = ObjectiveTrial(plan, try doubled(handled), in: own)
    for person in [
      person("ada", [10, 20, 30]), person("bob", [1, 2]), person("cleo", [0]),
      person("dan", []), person("eve", [99], in: other),
    ] { trial.add(person) }
    let present = try #require(trial.present)
    #expect(trial.draft.total == Points(whole: 126))
    #expect(present.total == Points(whole: 63))
    for payout in [trial.draft, present] {
      #expect(payout.personCount == 3)
      #expect(payout.paidPersonCount == 2)
      #expect(payout.workdayCount == 6)
      #expect(payout.profileTotal == payout.total)
    }
    #expect(trial.draft.personSpread?.min == .zero)
    #expect(trial.draft.personSpread?.median == Points(whole: 6))
    #expect(trial.draft.personSpread?.max == Points(whole: 120))
    #expect(trial.draft.workdaySpread?.median == Points(whole: 12))
  }

  @Test("pays a new metric besides the others, and has nothing to compare it with")
  func new() throws {
    let plan = try makePlan(makeBook([try makeRule(handled, "interactions_handled")]))
    let id = ProfileMetricID(uuid: UUIDBits(high: 5, low: 9))
    var trial = ObjectiveTrial(plan, try doubled(id), in: own)
    trial.add(person("ada", [10]))
    #expect(trial.present == nil)
    #expect(trial.draft.total == Points(whole: 20))
    #expect(trial.draft.profileTotal == Points(whole: 30))
  }

  @Test("finds the middle of points, and rounds between two of them away from 0")
  func spread() {
    func points(_ hundredths: Int64...) -> [Points] { hundredths.map { Points(hundredths: $0) } }
    #expect(PointsSpread([]) == nil)
    #expect(PointsSpread(points(3, 1, 2))?.median == Points(hundredths: 2))
    #expect(PointsSpread(points(1, 2))?.median == Points(hundredths: 2))
    #expect(PointsSpread(points(-1, -2))?.median == Points(hundredths: -2))
    #expect(PointsSpread(points(4, 8, 2, 6))?.median == Points(hundredths: 5))
  }
}

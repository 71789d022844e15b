import GamificationDomain
import Kernel
import Testing

func metricID(_ number: UInt64) -> ProfileMetricID {
  ProfileMetricID(uuid: UUIDBits(high: 7, low: number))
}

func ruleID(_ number: UInt64) -> RuleID { RuleID(uuid: UUIDBits(high: 8, low: number)) }

@Suite("PointFactor")
struct PointFactorTests {
  private let sales = QueueID(stored: "sales")
  private let inbound = QueueID(stored: "inbound")

  private func makeMultiplier(
    _ selector: Multiplier.Selector, _ thousandths: Int32
  ) throws(ValidationError) -> Multiplier {
    try Multiplier(selector, thousandths: thousandths, field: "multiplier")
  }

  @Test(
    "rounds half away from zero",
    arguments: [
      (50, 1_200, 60), (50, 1_150, 58), (-50, 1_150, -58), (10, 1_050, 11), (10, 1_049, 10),
      (33, 0, 0), (7, 1_000, 7),
    ] as [(Int64, Int32, Int64)])
  func rounding(base: Int64, thousandths: Int32, points: Int64) throws {
    let factor = PointFactor(
      [try makeMultiplier(.everybody, thousandths)], in: Placement(), shares: [])
    #expect(factor.applied(to: Points(whole: base)) == Points(whole: points))
  }

  @Test("weights queues by how much of the work they had")
  func shares() throws {
    let factor = PointFactor(
      [try makeMultiplier(.queue(inbound), 1_200)], in: Placement(),
      shares: [QueueShare(queue: inbound, amount: 6), QueueShare(queue: sales, amount: 4)])
    #expect(factor.value == 1.12)
    #expect(factor.applied(to: Points(whole: 50)) == Points(whole: 56))
  }

  @Test("counts queues alike while nothing was done for any")
  func noAmounts() throws {
    let factor = PointFactor(
      [try makeMultiplier(.queue(inbound), 1_500)], in: Placement(),
      shares: [QueueShare(queue: inbound, amount: 0), QueueShare(queue: nil, amount: 0)])
    #expect(factor.value == 1.25)
  }

  @Test("multiplies what applies to the person, and leaves out what does not")
  func placement() throws {
    let multipliers = [
      try makeMultiplier(.team(TeamID(stored: "red")), 1_500),
      try makeMultiplier(.division(DivisionID(stored: "north")), 2_000),
      try makeMultiplier(.team(TeamID(stored: "blue")), 9_000),
    ]
    let red = Placement(division: DivisionID(stored: "north"), team: TeamID(stored: "red"))
    #expect(PointFactor(multipliers, in: red, shares: []).value == 3)
    #expect(PointFactor(multipliers, in: Placement(), shares: []).value == 1)
  }

  @Test("a factor outside of 0 to 10 is refused", arguments: [-1, 10_001] as [Int32])
  func range(thousandths: Int32) {
    #expect(
      throws: ValidationError(
        field: "multiplier.factor_thousandths", reason: "must be from 0 to 10000")
    ) { try makeMultiplier(.everybody, thousandths) }
  }
}

@Suite("ConditionPlan")
struct ConditionPlanTests {
  private let serviceLevel = metricID(1)
  private let sales = metricID(2)
  private let quality = metricID(3)
  private var names: [ProfileMetricID: String] {
    [serviceLevel: "Service level", sales: "Sales", quality: "Quality"]
  }

  private func makeCondition(
    _ number: UInt64, _ metric: ProfileMetricID, atLeast threshold: Double,
    _ effect: PayCondition.Effect, subject: PayCondition.Subject = .person
  ) throws(ValidationError) -> PayCondition {
    try PayCondition(
      id: ruleID(number), metric: metric, subject: subject, comparison: .atLeast,
      threshold: threshold, effect: effect, field: "conditions")
  }

  private func makePlan(_ conditions: [PayCondition]) throws(ValidationError) -> ConditionPlan {
    try ConditionPlan(conditions, names: names, field: "conditions")
  }

  @Test("a guard pauses all other metrics while its metric is below 80 percent")
  func guardPauses() throws {
    let rule = try makeCondition(1, serviceLevel, atLeast: 80, .guardsOthers, subject: .team)
    let plan = try makePlan([rule])
    let all = [serviceLevel, sales, quality]
    let pauses = plan.pauses(
      of: all, values: ConditionValues(team: [serviceLevel: 76]))
    #expect(pauses[serviceLevel] == nil)
    #expect(pauses[sales] == Pause(condition: rule, reason: .value(76)))
    #expect(pauses[quality] == Pause(condition: rule, reason: .value(76)))
    #expect(plan.pauses(of: all, values: ConditionValues(team: [serviceLevel: 80])).isEmpty)
    #expect(
      plan.pauses(of: all, values: ConditionValues(person: [serviceLevel: 99]))[sales]
        == Pause(condition: rule, reason: .noValue))
  }

  @Test("dependencies chain, whatever their order")
  func chain() throws {
    let first = try makeCondition(1, serviceLevel, atLeast: 80, .gates(sales))
    let second = try makeCondition(2, sales, atLeast: 5, .gates(quality))
    for conditions in [[first, second], [second, first]] {
      let plan = try makePlan(conditions)
      #expect(
        plan.pauses(
          of: [serviceLevel, sales, quality],
          values: ConditionValues(person: [serviceLevel: 79, sales: 9]))
          == [
            sales: Pause(condition: first, reason: .value(79)),
            quality: Pause(condition: second, reason: .paused),
          ])
    }
  }

  @Test("two guards do not pause each other's pausing")
  func twoGuards() throws {
    let one = try makeCondition(1, serviceLevel, atLeast: 80, .guardsOthers)
    let other = try makeCondition(2, quality, atLeast: 90, .guardsOthers)
    let pauses = try makePlan([one, other]).pauses(
      of: [serviceLevel, sales, quality],
      values: ConditionValues(person: [serviceLevel: 70, quality: 95]))
    #expect(Set(pauses.keys) == [sales, quality])
  }

  @Test("a circle of dependencies is refused with the metrics on it")
  func circle() throws {
    let conditions = [
      try makeCondition(1, serviceLevel, atLeast: 1, .gates(sales)),
      try makeCondition(2, sales, atLeast: 1, .gates(quality)),
      try makeCondition(3, quality, atLeast: 1, .gates(serviceLevel)),
    ]
    #expect(
      throws: ValidationError(
        field: "conditions[2]",
        reason: "closes a circle: Quality -> Service level -> Sales -> Quality")
    ) { try makePlan(conditions) }
  }

  @Test("unknown metrics, a metric on itself and thresholds that are no numbers are refused")
  func refusals() throws {
    let stranger = metricID(9)
    let unknown = try makeCondition(1, stranger, atLeast: 1, .guardsOthers)
    #expect(
      throws: ValidationError(
        field: "conditions[0].metric_id", reason: "is not a metric of the profile")
    ) { try makePlan([unknown]) }
    let unknownGate = try makeCondition(1, sales, atLeast: 1, .gates(stranger))
    #expect(
      throws: ValidationError(
        field: "conditions[0].gated_metric_id", reason: "is not a metric of the profile")
    ) { try makePlan([unknownGate]) }
    #expect(
      throws: ValidationError(
        field: "conditions.gated_metric_id", reason: "must be another metric than metric_id")
    ) { try makeCondition(1, sales, atLeast: 1, .gates(sales)) }
    #expect(throws: ValidationError.self) {
      try makeCondition(1, sales, atLeast: .infinity, .guardsOthers)
    }
  }
}

@Suite("FloorPolicy")
struct FloorPolicyTests {
  @Test(
    "keeps, drops or compensates what is negative",
    arguments: [
      (.zero, [10, -4, -9], [10, 0, 0]), (.negativeAllowed, [10, -4, -9], [10, -4, -9]),
      (.compensateOnly, [10, -4, -9], [10, -4, -6]), (.compensateOnly, [1, -4, -9], [1, -1, 0]),
      (.compensateOnly, [-3], [0]), (.compensateOnly, [10, -4], [10, -4]),
    ] as [(FloorPolicy, [Int64], [Int64])])
  func policies(policy: FloorPolicy, points: [Int64], expected: [Int64]) {
    #expect(
      policy.applied(to: points.map { Points(whole: $0) }) == expected.map { Points(whole: $0) })
  }
}

@Suite("Decay")
struct DecayTests {
  private func day(_ text: String) throws -> Workday { try Workday(parsing: text, field: "day") }

  @Test(
    "points expire after days, with the month, or never",
    arguments: [
      (.afterDays(7), "2026-11-27", "2026-12-04"), (.monthly, "2026-11-01", "2026-12-01"),
      (.monthly, "2026-12-31", "2027-01-01"), (.monthly, "2028-02-29", "2028-03-01"),
      (.never, "2026-11-27", nil),
    ] as [(Decay, String, String?)])
  func expiry(decay: Decay, workday: String, expected: String?) throws {
    #expect(decay.expiry(of: try day(workday))?.description == expected)
  }

  @Test("24 hours are refused, as is more than a year", arguments: [0, 1, 367] as [Int32])
  func range(days: Int32) {
    #expect(
      throws: ValidationError(field: "decay_days", reason: "must be from 2 to 366 days")
    ) { try Decay.checked(days: days, field: "decay_days") }
  }

  @Test("the standing has what has not expired and nothing of days to come")
  func standing() {
    let points = (0..<10).map { offset in
      WorkdayPoints(
        workday: monday.adding(days: Int32(offset)), points: Points(whole: Int64(1 << offset)))
    }
    let day = monday.adding(days: 8)
    // The days 2 to 8.
    #expect(Decay.afterDays(7).standing(of: points, on: day) == Points(whole: 0b1_1111_1100))
    #expect(Decay.never.standing(of: points, on: day) == Points(whole: 0b1_1111_1111))
  }
}

@Suite("SettlementLag and AttributionWindow")
struct FinalityTests {
  @Test("a rescore counts for 6 days, facts for 7", arguments: [(6, 7), (7, 8)])
  func window(lastDay: Int32, tooLate: Int32) {
    let window = lastDay == 6 ? AttributionWindow.rescore : .facts
    #expect(window.isOpen(for: monday, on: monday.adding(days: lastDay)))
    #expect(!window.isOpen(for: monday, on: monday.adding(days: tooLate)))
  }

  @Test("lags and windows have limits")
  func limits() {
    #expect(throws: ValidationError.self) { try SettlementLag(minutes: 2_881, field: "lag") }
    #expect(throws: ValidationError.self) { try SettlementLag(minutes: -1, field: "lag") }
    #expect(throws: ValidationError.self) { try AttributionWindow(days: 367, field: "window") }
    #expect(throws: ValidationError.self) { try AttributionWindow(days: -1, field: "window") }
  }
}

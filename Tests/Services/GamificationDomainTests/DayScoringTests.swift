import GamificationDomain
import Kernel
import Testing

private let handleTime = metricID(1)
private let handled = metricID(2)
private let quality = metricID(3)
private let sales = QueueID(stored: "sales")

private func definition(_ id: String) throws -> MetricDefinition {
  try #require(DefinitionCatalogue.definition(id))
}

private func makeRules(
  multipliers: [Multiplier] = [], cap: DailyCap = .none, isEnabled: Bool = true,
  conditions: [PayCondition] = [], anomalies: [AnomalyRule] = [], floor: FloorPolicy = .zero
) throws -> DayRules {
  DayRules(
    metrics: [
      MetricRule(
        id: handleTime, version: 4, definition: try definition("average_handle_time"),
        objective: try defaultObjective("average_handle_time")),
      MetricRule(
        id: handled, version: 2, definition: try definition("interactions_handled"),
        objective: try defaultObjective("interactions_handled"),
        multipliers: multipliers, isEnabled: isEnabled),
      MetricRule(
        id: quality, version: 1, definition: try definition("quality_score"),
        objective: try defaultObjective("quality_score"), cap: cap),
    ], conditions: ConditionPlan(trusted: conditions), anomalies: anomalies, floor: floor)
}

private func evaluation(_ number: UInt64, _ percent: Double) -> DayEvent {
  DayEvent(.evaluation, id: UUIDBits(high: 0, low: number), value: percent)
}

/// 40 calls of 210 seconds, and two evaluations.
private let sheet = DaySheet(
  measurements: [
    Measurement(.interactionsHandled, 30, dimensions: WorkDimensions(queue: sales)),
    Measurement(.interactionsHandled, 10),
    Measurement(.handleSeconds, 8_400), Measurement(.interactionsShort, 12),
  ], events: [evaluation(2, 90), evaluation(1, 70)])

private func earned(
  _ metric: ProfileMetricID, from facts: DayFacts = DayFacts(sheet: sheet), _ rules: DayRules
) throws -> MetricOutcome {
  try #require(
    DayScoring.score(facts, by: rules).metrics.first { $0.metric == metric })
}

@Suite("DayScoring.score")
struct DayScoringTests {
  @Test("goes from amounts to points, each step told")
  func steps() throws {
    let result = DayScoring.score(DayFacts(sheet: sheet), by: try makeRules())
    #expect(result.metrics.map(\.metric) == [handleTime, handled, quality])
    let first = try earned(handleTime, try makeRules())
    #expect(first.version == 4)
    #expect(first.value == 210)
    #expect(first.steps == [.scored(value: 210, zone: 1, points: Points(whole: 50))])
    let last = try earned(quality, try makeRules())
    #expect(last.value == 80)
    #expect(
      last.steps == [
        .event(evaluation(1, 70), zone: 1, points: Points(whole: 40)),
        .event(evaluation(2, 90), zone: 2, points: Points(whole: 90)),
      ])
    #expect(last.pointsMax == Points(whole: 200))
    #expect(result.points == Points(whole: 50 + 40 + 130))
    #expect(result.pointsMax == Points(whole: 100 + 1_000 + 200))
  }

  @Test(
    "lateness of scheduled activities earns what the worked example says",
    arguments: [(180, 300), (300, 171), (600, 100), (900, 0)] as [(Double, Int64)])
  func punctuality(seconds: Double, points: Int64) throws {
    let rules = DayRules(metrics: [
      MetricRule(
        id: quality, version: 1, definition: try definition("punctuality"),
        objective: try Objective(kind: .free, zones: lateness, field: "objective"))
    ])
    let sheet = DaySheet(events: [
      DayEvent(.activity, id: UUIDBits(high: 0, low: 1), value: seconds)
    ])
    #expect(
      DayScoring.score(DayFacts(sheet: sheet), by: rules).points == Points(whole: points))
  }

  @Test("multiplies by how the work was shared between queues")
  func multiplied() throws {
    let multiplier = try Multiplier(.queue(sales), thousandths: 1_200, field: "multiplier")
    let outcome = try earned(handled, try makeRules(multipliers: [multiplier]))
    #expect(outcome.points == Points(whole: 46))
    #expect(outcome.steps.last == .multiplied(factor: 1.15, points: Points(whole: 46)))
    #expect(outcome.pointsMax == Points(whole: 1_150))
  }

  @Test("caps the points and the events of a day")
  func capped() throws {
    let points = try DailyCap(pointsMax: 100, eventsMax: nil, field: "cap")
    let capped = try earned(quality, try makeRules(cap: points))
    #expect(capped.points == Points(whole: 100))
    #expect(capped.pointsMax == Points(whole: 100))
    #expect(capped.steps.last == .capped(points: Points(whole: 100)))
    let events = try DailyCap(pointsMax: nil, eventsMax: 1, field: "cap")
    let cut = try earned(quality, try makeRules(cap: events))
    #expect(cut.points == Points(whole: 40))
    #expect(cut.steps.last == .eventsCut(counted: 1, of: 2))
  }

  @Test("a metric that is off keeps its value and earns nothing")
  func disabled() throws {
    let outcome = try earned(handled, try makeRules(isEnabled: false))
    #expect(outcome.value == 40)
    #expect(outcome.points == .zero)
    #expect(outcome.pointsMax == .zero)
    #expect(outcome.steps.last == .disabled)
  }

  @Test("a condition that does not hold pauses, and says why")
  func paused() throws {
    let condition = try PayCondition(
      id: ruleID(1), metric: quality, subject: .person, comparison: .atLeast, threshold: 85,
      effect: .gates(handled), field: "condition")
    let outcome = try earned(handled, try makeRules(conditions: [condition]))
    #expect(outcome.points == .zero)
    #expect(outcome.pointsMax == Points(whole: 1_000))
    #expect(outcome.steps.last == .paused(Pause(condition: condition, reason: .value(80))))
  }

  @Test("too many short calls hold the points until somebody has looked")
  func anomaly() throws {
    let rule = try AnomalyRule(
      id: ruleID(5), suspicious: .interactionsShort, of: .interactionsHandled, percentMax: 25,
      wholeMin: 10, metrics: [handled], field: "anomaly")
    let rules = try makeRules(anomalies: [rule])
    let held = try earned(handled, rules)
    #expect(held.points == .zero)
    #expect(held.heldPoints == Points(whole: 40))
    #expect(held.steps.last == .held(ruleID(5), percent: 30, points: Points(whole: 40)))
    #expect(try earned(handleTime, rules).points == Points(whole: 50))
    let points = Points(whole: 40)
    let released = DayFacts(sheet: sheet, reviews: [handled: PointReview(.released, of: points)])
    let paid = try earned(handled, from: released, rules)
    #expect(paid.points == points)
    #expect(paid.steps.last == .released(ruleID(5), percent: 30, points: points))
    let other = DayFacts(
      sheet: sheet, reviews: [handled: PointReview(.released, of: Points(whole: 39))])
    #expect(try earned(handled, from: other, rules) == held, "it was about other points")
    let rejected = DayFacts(sheet: sheet, reviews: [handled: PointReview(.rejected, of: points)])
    let lost = try earned(handled, from: rejected, rules)
    #expect(lost.points == .zero)
    #expect(lost.heldPoints == .zero)
    #expect(lost.steps.last == .rejected(ruleID(5), percent: 30, points: points))
  }

  @Test("a part of little is no anomaly")
  func littleWork() throws {
    let rule = try AnomalyRule(
      id: ruleID(5), suspicious: .interactionsShort, of: .interactionsHandled, percentMax: 25,
      wholeMin: 41, metrics: [], field: "anomaly")
    #expect(rule.anomaly(in: sheet) == nil)
  }

  @Test("the floor of the organization gives points back")
  func floored() throws {
    let objective = try Objective(
      kind: .free,
      zones: [Zone(lowerValue: nil, upperValue: nil, lowerPoints: -7, upperPoints: -7)],
      field: "objective")
    let expected: [FloorPolicy: Int64] = [.zero: 0, .negativeAllowed: -7, .compensateOnly: 0]
    for (floor, points) in expected {
      let rules = DayRules(
        metrics: [
          MetricRule(
            id: handled, version: 1, definition: try definition("interactions_handled"),
            objective: objective)
        ], floor: floor)
      let outcome = try earned(handled, rules)
      #expect(outcome.points == Points(whole: points))
      #expect((outcome.steps.last == .floored(points: .zero)) == (points == 0))
    }
  }

  @Test("the order in which facts came does not show", arguments: 0..<30)
  func order(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let queues: [QueueID?] = [nil, sales, QueueID(stored: "service")]
    let measurements = [Measure.interactionsHandled, .handleSeconds, .interactionsShort].flatMap {
      measure in
      queues.map {
        Measurement(
          measure, Double.random(in: 0...1_000, using: &random),
          dimensions: WorkDimensions(queue: $0))
      }
    }
    let events = (0..<9).map { evaluation($0, Double.random(in: 0...100, using: &random)) }
    let rules = try makeRules(
      multipliers: [try Multiplier(.queue(sales), thousandths: 1_337, field: "multiplier")],
      cap: try DailyCap(pointsMax: 400, eventsMax: 5, field: "cap"),
      anomalies: [
        try AnomalyRule(
          id: ruleID(5), suspicious: .interactionsShort, of: .interactionsHandled,
          percentMax: 100, wholeMin: 0, metrics: [], field: "anomaly")
      ])
    let first = DayScoring.score(
      DayFacts(sheet: DaySheet(measurements: measurements, events: events)), by: rules)
    for _ in 0..<10 {
      let shuffled = DaySheet(
        measurements: measurements.shuffled(using: &random),
        events: events.shuffled(using: &random))
      #expect(DayScoring.score(DayFacts(sheet: shuffled), by: rules) == first)
    }
  }
}

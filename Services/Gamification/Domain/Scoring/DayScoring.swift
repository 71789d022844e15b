/// Makes points of what is known of a workday.
///
/// A function of facts and rules and of nothing else: whoever replays the facts of a workday, in
/// whatever order they came, gets the same points. Source: domain.md 1.2.1 and 1.2.3.
package enum DayScoring {
  /// Scores a workday.
  ///
  /// Each metric goes from its value over the zone, multipliers and the cap to points; conditions
  /// and anomalies may then take all of them; in the end the floor is applied to the day.
  package static func score(_ facts: DayFacts, by rules: DayRules) -> DayResult {
    let drafts = rules.metrics.compactMap { MetricDraft($0, facts) }
    let values = ConditionValues(
      person: Dictionary(
        drafts.compactMap { draft in draft.value.map { (draft.rule.id, $0) } },
        uniquingKeysWith: { first, _ in first }), team: facts.teamValues)
    let pauses = rules.conditions.pauses(of: drafts.map(\.rule.id), values: values)
    let anomalies = rules.anomalies.compactMap { rule in
      rule.anomaly(in: facts.sheet).map { Anomaly(rule: rule, percent: $0) }
    }
    let judged = drafts.map { draft in
      draft.judged(pause: pauses[draft.rule.id], anomalies, facts.reviews[draft.rule.id])
    }
    let floored = rules.floor.applied(to: judged.map(\.points))
    return DayResult(
      metrics: zip(judged, floored).map { draft, points in draft.outcome(points: points) })
  }
}

/// An ``AnomalyRule`` that a workday has broken.
private struct Anomaly {
  let rule: AnomalyRule
  let percent: Double

  func concerns(_ metric: ProfileMetricID) -> Bool {
    rule.metrics.isEmpty || rule.metrics.contains(metric)
  }
}

/// The points of a metric on their way.
private struct MetricDraft {
  let rule: MetricRule
  private let amounts: MetricAmounts
  let value: Double?
  private(set) var points = Points.zero
  private var pointsMax = Points.zero
  private var steps: [ScoringStep] = []

  /// From the value to the cap; `nil` when nothing was measured.
  init?(_ rule: MetricRule, _ facts: DayFacts) {
    guard let amounts = rule.definition.amounts(of: facts.sheet, filter: rule.filter) else {
      return nil
    }
    self.rule = rule
    self.amounts = amounts
    value = rule.definition.value(of: amounts)
    if case .events = rule.definition.formula {
      scoreEvents(rule.definition.events(of: facts.sheet, filter: rule.filter))
    } else if let value {
      points = rule.objective.points(for: value)
      pointsMax = rule.objective.pointsMax
      steps.append(.scored(value: value, zone: zone(of: value), points: points))
    }
    multiply(facts)
    cap()
  }

  private mutating func scoreEvents(_ events: [DayEvent]) {
    let counted = events.prefix(rule.cap.eventsMax.map { Int($0) } ?? events.count)
    for event in counted {
      let earned = rule.objective.points(for: event.scoredValue)
      steps.append(.event(event, zone: zone(of: event.scoredValue), points: earned))
      points = points + earned
      pointsMax = pointsMax + rule.objective.pointsMax
    }
    if counted.count < events.count {
      steps.append(.eventsCut(counted: counted.count, of: events.count))
    }
  }

  private mutating func multiply(_ facts: DayFacts) {
    guard !rule.multipliers.isEmpty else { return }
    let factor = PointFactor(
      rule.multipliers, in: facts.placement,
      shares: rule.definition.queueShares(of: facts.sheet, filter: rule.filter))
    points = factor.applied(to: points)
    pointsMax = factor.applied(to: pointsMax)
    steps.append(.multiplied(factor: factor.value, points: points))
  }

  private mutating func cap() {
    let capped = rule.cap.applied(to: points)
    if capped != points { steps.append(.capped(points: capped)) }
    points = capped
    pointsMax = rule.cap.applied(to: pointsMax)
  }

  /// Takes the points of a metric that is off, paused or suspicious.
  func judged(
    pause: Pause?, _ anomalies: [Anomaly], _ review: PointReview?
  ) -> MetricDraft {
    var draft = self
    guard rule.isEnabled else {
      draft.pointsMax = .zero
      draft.drop(.disabled)
      return draft
    }
    if let pause {
      draft.drop(.paused(pause))
      return draft
    }
    // A second anomaly finds nothing left to hold.
    guard draft.points > .zero,
      let anomaly = anomalies.first(where: { $0.concerns(rule.id) })
    else { return draft }
    let (id, percent, points) = (anomaly.rule.id, anomaly.percent, draft.points)
    switch review?.points == points ? review?.decision : nil {
    case .released: draft.steps.append(.released(id, percent: percent, points: points))
    case .rejected: draft.drop(.rejected(id, percent: percent, points: points))
    case nil: draft.drop(.held(id, percent: percent, points: points))
    }
    return draft
  }

  private mutating func drop(_ step: ScoringStep) {
    steps.append(step)
    points = .zero
  }

  func outcome(points floored: Points) -> MetricOutcome {
    MetricOutcome(
      metric: rule.id, version: rule.version, amounts: amounts, value: value, points: floored,
      pointsMax: pointsMax,
      steps: floored == points ? steps : steps + [.floored(points: floored)])
  }

  private func zone(of value: Double) -> Int? {
    rule.objective.zone(of: value).flatMap { rule.objective.zones.firstIndex(of: $0) }
  }
}

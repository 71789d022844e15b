package import Kernel

/// What must hold for points to be paid.
///
/// Source: domain.md rows G20 and G21.
package struct PayCondition: Hashable, Sendable {
  /// Whose value counts.
  package enum Subject: String, Hashable, Sendable, CaseIterable {
    /// That of the person who earns the points.
    case person
    /// That of the person's team on the workday.
    case team
  }

  package enum Comparison: String, Hashable, Sendable, CaseIterable {
    case atLeast = "at_least"
    case atMost = "at_most"
  }

  /// What is paused while the condition does not hold.
  package enum Effect: Hashable, Sendable {
    /// A guard: all other metrics of the profile.
    case guardsOthers
    /// A dependency: this metric.
    case gates(ProfileMetricID)
  }

  package let id: RuleID
  /// The metric whose value is compared.
  package let metric: ProfileMetricID
  package let subject: Subject
  package let comparison: Comparison
  /// In the metric's unit.
  package let threshold: Double
  package let effect: Effect

  /// Checks a condition; the metrics are checked with ``ConditionPlan``.
  ///
  /// - Throws: ``ValidationError`` for `threshold`, or for `gated_metric_id` when the metric would
  ///   depend on itself.
  package init(
    id: RuleID, metric: ProfileMetricID, subject: Subject, comparison: Comparison,
    threshold: Double, effect: Effect, field: String
  ) throws(ValidationError) {
    guard threshold.isFinite, abs(threshold) <= Objective.zoneValueMax else {
      throw ValidationError(
        field: "\(field).threshold",
        reason: "must be a number from \(-Int64(Objective.zoneValueMax)) to "
          + "\(Int64(Objective.zoneValueMax))")
    }
    if case .gates(metric) = effect {
      throw ValidationError(
        field: "\(field).gated_metric_id", reason: "must be another metric than metric_id")
    }
    self.init(
      stored: id, metric: metric, subject: subject, comparison: comparison, threshold: threshold,
      effect: effect)
  }

  /// Adopts a condition that was checked when it was stored.
  package init(
    stored id: RuleID, metric: ProfileMetricID, subject: Subject, comparison: Comparison,
    threshold: Double, effect: Effect
  ) {
    self.id = id
    self.metric = metric
    self.subject = subject
    self.comparison = comparison
    self.threshold = threshold
    self.effect = effect
  }

  func holds(for value: Double) -> Bool {
    switch comparison {
    case .atLeast: value >= threshold
    case .atMost: value <= threshold
    }
  }
}

/// Why a metric earns nothing on a workday.
package struct Pause: Hashable, Sendable {
  package enum Reason: Hashable, Sendable {
    /// The value that is compared does not do.
    case value(Double)
    /// There is no value to compare.
    case noValue
    /// The metric that is compared is paused itself.
    case paused
  }

  /// The condition that does not hold.
  package let condition: PayCondition
  package let reason: Reason

  package init(condition: PayCondition, reason: Reason) {
    self.condition = condition
    self.reason = reason
  }
}

/// The values that conditions look at.
package struct ConditionValues: Hashable, Sendable {
  /// Those of the person, of metrics that have one.
  package var person: [ProfileMetricID: Double]
  /// Those of the person's team.
  package var team: [ProfileMetricID: Double]

  package init(
    person: [ProfileMetricID: Double] = [:], team: [ProfileMetricID: Double] = [:]
  ) {
    self.person = person
    self.team = team
  }

  func value(for condition: PayCondition) -> Double? {
    switch condition.subject {
    case .person: person[condition.metric]
    case .team: team[condition.metric]
    }
  }
}

/// The conditions of a profile in the order in which they are looked at.
///
/// Guards come first and look at values alone. A dependency also needs the metric it looks at not
/// to be paused; so dependencies chain, and must not go round in a circle.
package struct ConditionPlan: Hashable, Sendable {
  private let guards: [PayCondition]
  /// Those that a metric depends on before those that depend on it.
  private let dependencies: [PayCondition]
  /// The metrics whose values of the team conditions look at.
  package let teamMetrics: Set<ProfileMetricID>

  /// How many conditions a profile may have.
  package static var conditionsMax: Int { 100 }

  /// Checks conditions that came from outside; `names` are those of the metrics of the profile.
  ///
  /// - Throws: ``ValidationError`` that names the condition: a metric that the profile does not
  ///   have, or a dependency that closes a circle, with the metrics on it.
  package init(
    _ conditions: [PayCondition], names: [ProfileMetricID: String], field: String
  ) throws(ValidationError) {
    guard conditions.count <= Self.conditionsMax else {
      throw ValidationError(
        field: field, reason: "must have at most \(Self.conditionsMax) conditions")
    }
    var gates: [ProfileMetricID: [ProfileMetricID]] = [:]
    for (index, condition) in conditions.enumerated() {
      let path = "\(field)[\(index)]"
      guard names[condition.metric] != nil else {
        throw ValidationError(field: "\(path).metric_id", reason: "is not a metric of the profile")
      }
      guard case .gates(let gated) = condition.effect else { continue }
      guard names[gated] != nil else {
        throw ValidationError(
          field: "\(path).gated_metric_id", reason: "is not a metric of the profile")
      }
      if let way = Self.way(from: gated, to: condition.metric, gates) {
        let circle = ([condition.metric] + way).map { names[$0] ?? $0.description }
        throw ValidationError(
          field: path, reason: "closes a circle: \(circle.joined(separator: " -> "))")
      }
      gates[condition.metric, default: []].append(gated)
    }
    self.init(trusted: conditions)
  }

  /// Adopts conditions that were checked when they were stored.
  package init(trusted conditions: [PayCondition]) {
    guards = conditions.filter { $0.effect == .guardsOthers }
    var rest = conditions.filter { $0.effect != .guardsOthers }
    var ordered: [PayCondition] = []
    while !rest.isEmpty {
      let gated = Set(rest.compactMap(Self.gatedMetric))
      let free = rest.filter { !gated.contains($0.metric) }
      // Without a circle there is always one that nothing stands before.
      guard !free.isEmpty else { break }
      ordered += free
      rest.removeAll { !gated.contains($0.metric) }
    }
    dependencies = ordered + rest
    teamMetrics = Set(conditions.lazy.filter { $0.subject == .team }.map(\.metric))
  }

  /// Says which of the metrics earn nothing, and the first reason for each.
  package func pauses(
    of metrics: [ProfileMetricID], values: ConditionValues
  ) -> [ProfileMetricID: Pause] {
    var pauses: [ProfileMetricID: Pause] = [:]
    for condition in guards {
      guard let reason = reason(against: condition, values, [:]) else { continue }
      for metric in metrics where metric != condition.metric && pauses[metric] == nil {
        pauses[metric] = Pause(condition: condition, reason: reason)
      }
    }
    for condition in dependencies {
      guard let gated = Self.gatedMetric(of: condition), pauses[gated] == nil,
        let reason = reason(against: condition, values, pauses)
      else { continue }
      pauses[gated] = Pause(condition: condition, reason: reason)
    }
    return pauses
  }

  private func reason(
    against condition: PayCondition, _ values: ConditionValues,
    _ pauses: [ProfileMetricID: Pause]
  ) -> Pause.Reason? {
    guard let value = values.value(for: condition) else { return .noValue }
    guard condition.holds(for: value) else { return .value(value) }
    return condition.subject == .person && pauses[condition.metric] != nil ? .paused : nil
  }

  private static func gatedMetric(of condition: PayCondition) -> ProfileMetricID? {
    if case .gates(let metric) = condition.effect { metric } else { nil }
  }

  /// A way along the gates, both ends included; `nil` when there is none.
  private static func way(
    from start: ProfileMetricID, to end: ProfileMetricID,
    _ gates: [ProfileMetricID: [ProfileMetricID]]
  ) -> [ProfileMetricID]? {
    var ways = [[start]]
    var seen: Set<ProfileMetricID> = [start]
    while let way = ways.popLast() {
      guard let last = way.last, last != end else { return way }
      for next in gates[last] ?? [] where seen.insert(next).inserted { ways.append(way + [next]) }
    }
    return nil
  }
}

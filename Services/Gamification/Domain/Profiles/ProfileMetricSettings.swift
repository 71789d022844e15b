package import Kernel

/// What a profile says of one of its metrics.
///
/// Source: domain.md rows G07 to G14 and G22.
package struct ProfileMetricSettings: Hashable, Sendable {
  /// What seconds are shown in.
  package enum TimeUnit: String, Hashable, Sendable, CaseIterable {
    case seconds
    case minutes
    case hours
  }

  /// 1 to ``displayNameCharactersMax`` characters.
  package let displayName: String
  /// Decimal places that are shown: 0 to 5.
  package let precision: Int32
  /// `nil` for whatever the value counts in.
  package let timeUnit: TimeUnit?
  package let kind: ObjectiveKind
  package let objective: Objective
  package let filter: ObjectiveFilter
  /// What makes some work count more or less: at most ``multipliersMax``, each with another
  /// selector.
  package let multipliers: [Multiplier]
  package let cap: DailyCap
  /// Whether it earns points.
  package let isEnabled: Bool

  package static var displayNameCharactersMax: Int { 100 }
  package static var precisions: ClosedRange<Int32> { 0...5 }
  package static var topicCharactersMax: Int { 100 }
  package static var multipliersMax: Int { 50 }

  /// Checks what a profile is to say of a metric with a definition; without a name it has that of
  /// the definition.
  ///
  /// - Throws: ``ValidationError`` that names the field below `field`.
  package init(
    displayName: String, precision: Int32, timeUnit: TimeUnit?, kind: ObjectiveKind,
    objective: Objective, filter: ObjectiveFilter, multipliers: [Multiplier] = [],
    cap: DailyCap = .none, isEnabled: Bool,
    of definition: MetricDefinition, field: String
  ) throws(ValidationError) {
    let displayName = displayName.isEmpty ? definition.displayName : displayName
    try CheckedText.check(
      displayName, characters: 1...Self.displayNameCharactersMax, field: "\(field).display_name")
    guard Self.precisions.contains(precision) else {
      throw ValidationError(
        field: "\(field).precision",
        reason: "must be from \(Self.precisions.lowerBound) to \(Self.precisions.upperBound)")
    }
    guard timeUnit == nil || definition.unit == .seconds else {
      throw ValidationError(
        field: "\(field).time_unit",
        reason: "cannot be used with a metric that counts in \(definition.unit.rawValue)")
    }
    if let locked = definition.lockedKind, locked != kind {
      throw ValidationError(
        field: "\(field).objective.kind", reason: "must be \(locked.rawValue) with this metric")
    }
    try filter.check(allowed: definition.filterParts, field: "\(field).filter")
    for topic in filter.topics.sorted() {
      try CheckedText.check(
        topic, characters: 1...Self.topicCharactersMax, field: "\(field).filter.topics")
    }
    try Self.check(multipliers, of: definition, field: "\(field).multipliers")
    if cap.eventsMax != nil, !definition.isOfEvents {
      throw ValidationError(
        field: "\(field).daily_cap.events_max", reason: "can be used with metrics of events only")
    }
    self.init(
      stored: displayName, precision: precision, timeUnit: timeUnit, kind: kind,
      objective: objective, filter: filter, multipliers: multipliers, cap: cap,
      isEnabled: isEnabled)
  }

  private static func check(
    _ multipliers: [Multiplier], of definition: MetricDefinition, field: String
  ) throws(ValidationError) {
    guard multipliers.count <= multipliersMax else {
      throw ValidationError(
        field: field, reason: "must have at most \(multipliersMax) multipliers")
    }
    var selectors: Set<Multiplier.Selector> = []
    for (index, multiplier) in multipliers.enumerated() {
      guard selectors.insert(multiplier.selector).inserted else {
        throw ValidationError(
          field: "\(field)[\(index)].selector", reason: "must not be that of another multiplier")
      }
      if case .queue = multiplier.selector, definition.isOfEvents {
        throw ValidationError(
          field: "\(field)[\(index)].queue_id",
          reason: "cannot be used with this metric, since events have no queue")
      }
    }
  }

  /// Adopts settings that were checked when they were stored.
  package init(
    stored displayName: String, precision: Int32, timeUnit: TimeUnit?, kind: ObjectiveKind,
    objective: Objective, filter: ObjectiveFilter, multipliers: [Multiplier], cap: DailyCap,
    isEnabled: Bool
  ) {
    self.displayName = displayName
    self.precision = precision
    self.timeUnit = timeUnit
    self.kind = kind
    self.objective = objective
    self.filter = filter
    self.multipliers = multipliers
    self.cap = cap
    self.isEnabled = isEnabled
  }
}

package import Kernel

/// Something that is measured per person and workday, with the objective that turns it into points.
package struct Metric: Hashable, Sendable {
  /// What a value counts in.
  package enum Unit: Hashable, Sendable {
    case number
    case seconds
    /// From 0 to 100.
    case percent
  }

  /// How the facts of one workday become points.
  package enum Scoring: Hashable, Sendable {
    /// One fact a workday, replaced by a newer one.
    case workday
    /// Every fact earns points of its own.
    case eachFact
  }

  package let id: MetricID
  /// The name shown to people, 1 to 100 characters.
  package var displayName: String
  package let unit: Unit
  package let scoring: Scoring
  /// Whether the value is `total / count` rather than `total`.
  package let isRatio: Bool
  package var objective: Objective

  package init(
    id: MetricID, displayName: String, unit: Unit, scoring: Scoring, isRatio: Bool,
    objective: Objective
  ) {
    self.id = id
    self.displayName = displayName
    self.unit = unit
    self.scoring = scoring
    self.isRatio = isRatio
    self.objective = objective
  }

  /// The value of what was measured; the count is 1 or more, as a ``Fact`` makes sure.
  package func value(total: Double, count: Int64) -> Double {
    precondition(count >= 1, "a fact sums up at least one measurement")
    return isRatio ? total / Double(count) : total
  }
}

/// What an organisation has changed about a metric.
package struct MetricChange: Hashable, Sendable {
  /// The new name; `nil` to leave it.
  package let displayName: String?
  /// The new objective; `nil` to leave it.
  package let objective: Objective?

  /// The largest number of characters of a name.
  package static var displayNameCharactersMax: Int { 100 }

  /// Checks a change.
  ///
  /// - Throws: ``ValidationError`` for `metric.display_name` when it is empty, longer than
  ///   ``displayNameCharactersMax`` or has a character that cannot be stored.
  package init(displayName: String?, objective: Objective?) throws(ValidationError) {
    if let displayName {
      try CheckedText.check(
        displayName, characters: 1...Self.displayNameCharactersMax, field: "metric.display_name")
    }
    self.displayName = displayName
    self.objective = objective
  }
}

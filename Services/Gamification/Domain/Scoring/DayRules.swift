internal import Kernel

/// How a metric is shown.
package struct MetricLabel: Hashable, Sendable {
  package let displayName: String
  /// Decimal places: 0 to 5.
  package let precision: Int32
  /// `nil` for whatever the value counts in.
  package let timeUnit: ProfileMetricSettings.TimeUnit?

  package init(
    displayName: String, precision: Int32 = 0, timeUnit: ProfileMetricSettings.TimeUnit? = nil
  ) {
    self.displayName = displayName
    self.precision = precision
    self.timeUnit = timeUnit
  }
}

/// How one metric of a profile earns points on a workday.
package struct MetricRule: Hashable, Sendable {
  package let id: ProfileMetricID
  /// The version of the objective and of all that is set with it.
  package let version: Int64
  package let label: MetricLabel
  package let definition: MetricDefinition
  package let filter: ObjectiveFilter
  package let objective: Objective
  package let multipliers: [Multiplier]
  package let cap: DailyCap
  /// A metric that is not enabled has a value and earns nothing.
  package let isEnabled: Bool

  package init(
    id: ProfileMetricID, version: Int64, label: MetricLabel? = nil,
    definition: MetricDefinition, filter: ObjectiveFilter = .everything, objective: Objective,
    multipliers: [Multiplier] = [], cap: DailyCap = .none, isEnabled: Bool = true
  ) {
    self.id = id
    self.version = version
    self.label = label ?? MetricLabel(displayName: definition.displayName)
    self.definition = definition
    self.filter = filter
    self.objective = objective
    self.multipliers = multipliers
    self.cap = cap
    self.isEnabled = isEnabled
  }
}

/// All rules that hold for the people of a profile on a workday.
package struct DayRules: Hashable, Sendable {
  /// In the order of the profile.
  package let metrics: [MetricRule]
  package let conditions: ConditionPlan
  package let anomalies: [AnomalyRule]
  package let floor: FloorPolicy

  package init(
    metrics: [MetricRule], conditions: ConditionPlan = ConditionPlan(trusted: []),
    anomalies: [AnomalyRule] = [], floor: FloorPolicy = .zero
  ) {
    self.metrics = metrics
    self.conditions = conditions
    self.anomalies = anomalies
    self.floor = floor
  }
}

/// What the points of one person and workday depend on, besides the rules.
package struct DayFacts: Hashable, Sendable {
  package var sheet: DaySheet
  /// Where the person was on that day.
  package var placement: Placement
  /// The values of the person's team, for conditions that look at them.
  package var teamValues: [ProfileMetricID: Double]
  /// What has been decided about points that anomalies hold.
  package var reviews: [ProfileMetricID: PointReview]

  package init(
    sheet: DaySheet, placement: Placement = Placement(),
    teamValues: [ProfileMetricID: Double] = [:], reviews: [ProfileMetricID: PointReview] = [:]
  ) {
    self.sheet = sheet
    self.placement = placement
    self.teamValues = teamValues
    self.reviews = reviews
  }
}

package import Kernel

/// What is stored of the results of a workday.
package struct ResultDay: Hashable, Sendable {
  /// What one metric has earned.
  package struct Outcome: Hashable, Sendable {
    package let metric: ProfileMetricID
    package let version: Int64
    package let amounts: MetricAmounts
    package let points: Points
    package let pointsMax: Points
    /// The points that wait for somebody to look at an anomaly.
    package let heldPoints: Points

    package init(
      metric: ProfileMetricID, version: Int64, amounts: MetricAmounts, points: Points,
      pointsMax: Points, heldPoints: Points
    ) {
      self.metric = metric
      self.version = version
      self.amounts = amounts
      self.points = points
      self.pointsMax = pointsMax
      self.heldPoints = heldPoints
    }

    package init(_ outcome: MetricOutcome) {
      self.init(
        metric: outcome.metric, version: outcome.version, amounts: outcome.amounts,
        points: outcome.points, pointsMax: outcome.pointsMax, heldPoints: outcome.heldPoints)
    }
  }

  package let workday: Workday
  /// The profile whose rules made the points.
  package let profile: ProfileID?
  package let outcomes: [Outcome]

  package init(workday: Workday, profile: ProfileID?, outcomes: [Outcome]) {
    self.workday = workday
    self.profile = profile
    self.outcomes = outcomes
  }

  package var points: Points { outcomes.map(\.points).reduce(.zero, +) }
  package var pointsMax: Points { outcomes.map(\.pointsMax).reduce(.zero, +) }
}

/// The results of a person, with what explains them.
package struct PersonResults: Sendable {
  package let person: PersonID
  /// Empty while the directory has not told it yet.
  package let displayName: String
  /// Oldest first; days without facts are left out.
  package let days: [ResultDay]
  package let book: RuleBook
  /// The last workday whose points are final.
  package let finalThrough: Workday
  /// What stands behind the results of a single workday; `nil` when nobody has asked for it.
  package let account: DayAccount?

  package init(
    person: PersonID, displayName: String, days: [ResultDay], book: RuleBook,
    finalThrough: Workday, account: DayAccount? = nil
  ) {
    self.person = person
    self.displayName = displayName
    self.days = days
    self.book = book
    self.finalThrough = finalThrough
    self.account = account
  }

  /// The metrics of the profiles that the days have, those of the newest day first.
  var metricOrder: [MetricRule] {
    var seen: Set<ProfileID> = []
    let profiles = days.reversed().compactMap(\.profile).filter { seen.insert($0).inserted }
    return profiles.flatMap { book.metrics(of: $0) }
  }
}

/// The results of one person over a range of workdays.
///
/// Source: domain.md row G28.
package struct Scorecard: Hashable, Sendable {
  /// The result of one metric.
  package struct MetricResult: Hashable, Sendable {
    /// By its newest version.
    package let rule: MetricRule
    /// Of all workdays together.
    package let amounts: MetricAmounts
    package let points: Points
    package let pointsMax: Points
    package let heldPoints: Points
    /// What is missing to the next zone; only of a single workday, and `nil` when no value earns
    /// more.
    package let improvement: Improvement?
    /// Only of a single workday, and `nil` when nobody has asked for them.
    package let details: MetricDetails?

    /// `nil` when there was nothing to divide by.
    package var value: Double? { rule.definition.value(of: amounts) }
  }

  package let person: PersonID
  package let displayName: String
  package let range: WorkdayRange
  /// In the order of the profiles, those of the newest workday first; metrics without facts are
  /// left out.
  package let metricResults: [MetricResult]
  /// Oldest first; days without facts are left out.
  package let workdayPoints: [WorkdayPoints]
  /// Provisional as soon as one of the workdays is.
  package let finality: Finality

  /// Puts the results of a range together.
  package init(_ results: PersonResults, over range: WorkdayRange) {
    person = results.person
    displayName = results.displayName
    self.range = range
    workdayPoints = results.days.map { WorkdayPoints(workday: $0.workday, points: $0.points) }
    let isProvisional = results.days.contains { $0.workday > results.finalThrough }
    finality = isProvisional ? .provisional : .final
    var sums: [ProfileMetricID: ResultDay.Outcome] = [:]
    for outcome in results.days.lazy.flatMap(\.outcomes) {
      sums[outcome.metric] = sums[outcome.metric].map { $0 + outcome } ?? outcome
    }
    let isOneDay = range.start == range.end
    metricResults = results.metricOrder.compactMap { rule in
      guard let sum = sums[rule.id] else { return nil }
      let value = rule.definition.value(of: sum.amounts)
      return MetricResult(
        rule: rule, amounts: sum.amounts, points: sum.points, pointsMax: sum.pointsMax,
        heldPoints: sum.heldPoints,
        improvement: isOneDay ? value.flatMap { rule.objective.improvement(on: $0) } : nil,
        details: results.account.flatMap { MetricDetails(of: rule.id, in: $0) })
    }
  }

  /// The points of all metrics.
  package var points: Points { metricResults.map(\.points).reduce(.zero, +) }

  /// The most points that the workdays could have earned.
  package var pointsMax: Points { metricResults.map(\.pointsMax).reduce(.zero, +) }
}

extension ResultDay.Outcome {
  fileprivate static func + (left: Self, right: Self) -> Self {
    ResultDay.Outcome(
      metric: left.metric, version: max(left.version, right.version),
      amounts: left.amounts + right.amounts, points: left.points + right.points,
      pointsMax: left.pointsMax + right.pointsMax,
      heldPoints: left.heldPoints + right.heldPoints)
  }
}

/// The points of one day.
package struct WorkdayPoints: Hashable, Sendable {
  package let workday: Workday
  package let points: Points

  package init(workday: Workday, points: Points) {
    self.workday = workday
    self.points = points
  }
}

package import Kernel

/// The results of one person over a range of workdays.
package struct Scorecard: Hashable, Sendable {
  /// The result of one metric.
  package struct MetricResult: Hashable, Sendable {
    package let metric: Metric
    package let sums: MetricSums

    /// `total / count` when the metric is a ratio, else `total`.
    package var value: Double { metric.value(total: sums.total, count: sums.count) }
  }

  package let person: PersonID
  /// Empty while the directory has not told it yet.
  package let displayName: String
  package let range: WorkdayRange
  /// In the order of metric ids; metrics without facts are left out.
  package let metricResults: [MetricResult]
  /// Oldest first; days without facts are left out.
  package let workdayPoints: [WorkdayPoints]

  /// Puts a scorecard together from sums and all metrics as the organisation has set them.
  package init(
    person: PersonID, displayName: String, range: WorkdayRange, sums: ScorecardSums,
    metrics: [Metric]
  ) {
    self.person = person
    self.displayName = displayName
    self.range = range
    metricResults = metrics.sorted { $0.id < $1.id }.compactMap { metric in
      sums.metrics[metric.id].map { MetricResult(metric: metric, sums: $0) }
    }
    workdayPoints = sums.workdays.sorted { $0.workday < $1.workday }
  }

  /// The points of all metrics.
  package var points: Points { metricResults.map(\.sums.points).reduce(.zero, +) }

  /// The most points that the recorded facts could have earned.
  package var pointsMax: Points { metricResults.map(\.sums.pointsMax).reduce(.zero, +) }
}

/// The facts of one metric, summed up.
package struct MetricSums: Hashable, Sendable {
  /// In the metric's unit.
  package let total: Double
  /// From 1.
  package let count: Int64
  package let points: Points
  /// The most points that the facts could have earned.
  package let pointsMax: Points

  package init(total: Double, count: Int64, points: Points, pointsMax: Points) {
    self.total = total
    self.count = count
    self.points = points
    self.pointsMax = pointsMax
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

/// The facts of one person over a range of workdays, summed up in two ways.
package struct ScorecardSums: Hashable, Sendable {
  package var metrics: [MetricID: MetricSums]
  package var workdays: [WorkdayPoints]

  package init(metrics: [MetricID: MetricSums] = [:], workdays: [WorkdayPoints] = []) {
    self.metrics = metrics
    self.workdays = workdays
  }
}

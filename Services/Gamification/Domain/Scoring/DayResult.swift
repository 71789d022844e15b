/// The points of one person and workday.
package struct DayResult: Hashable, Sendable {
  /// In the order of the profile; metrics of which nothing was measured are left out.
  package let metrics: [MetricOutcome]

  package init(metrics: [MetricOutcome]) { self.metrics = metrics }

  package var points: Points { metrics.map(\.points).reduce(.zero, +) }
  package var pointsMax: Points { metrics.map(\.pointsMax).reduce(.zero, +) }
}

/// What one metric has earned on a workday, and how.
package struct MetricOutcome: Hashable, Sendable {
  package let metric: ProfileMetricID
  /// The version of the ``MetricRule``.
  package let version: Int64
  package let amounts: MetricAmounts
  /// `nil` when there was nothing to divide by.
  package let value: Double?
  package let points: Points
  /// The most that the day could have earned.
  package let pointsMax: Points
  /// From what was measured to the points, in the order in which it is done.
  package let steps: [ScoringStep]

  package init(
    metric: ProfileMetricID, version: Int64, amounts: MetricAmounts, value: Double?,
    points: Points, pointsMax: Points, steps: [ScoringStep]
  ) {
    self.metric = metric
    self.version = version
    self.amounts = amounts
    self.value = value
    self.points = points
    self.pointsMax = pointsMax
    self.steps = steps
  }

  /// The points that wait for somebody to look at an anomaly.
  package var heldPoints: Points {
    steps.lazy.compactMap { step in
      if case .held(_, _, let points) = step { points } else { nil }
    }.first ?? .zero
  }
}

extension MetricOutcome {
  /// The points that an anomaly concerns, whatever was decided about them; `nil` when none does.
  var suspiciousPoints: Points? {
    steps.lazy.compactMap { step -> Points? in
      switch step {
      case .held(_, _, let points), .released(_, _, let points), .rejected(_, _, let points):
        points
      default: nil
      }
    }.first
  }
}

/// One step from what was measured to points.
package enum ScoringStep: Hashable, Sendable {
  /// The amounts gave a value, which lies in a zone, by its place from 0, and earned points.
  case scored(value: Double, zone: Int?, points: Points)
  /// An event earned points of its own.
  case event(DayEvent, zone: Int?, points: Points)
  /// Only so many events earn points, the first by their ids.
  case eventsCut(counted: Int, of: Int)
  /// The multipliers made other points of it.
  case multiplied(factor: Double, points: Points)
  /// The cap of the day cut points off.
  case capped(points: Points)
  /// The metric is not enabled.
  case disabled
  /// A condition does not hold.
  case paused(Pause)
  /// Points wait until somebody has looked at an anomaly.
  case held(RuleID, percent: Double, points: Points)
  /// Somebody has found that points were earned in spite of an anomaly.
  case released(RuleID, percent: Double, points: Points)
  /// Somebody has found that points were not earned.
  case rejected(RuleID, percent: Double, points: Points)
  /// The floor of the organisation gave points back.
  case floored(points: Points)
}

package import Kernel

/// Up to when values of external metrics are removed.
///
/// Source: domain.md row G23.
package enum ExternalRetention {
  /// The first workday whose values stay: those before are older than they are kept, final, and too
  /// old for any correction, so that no points depend on them any more.
  package static func limit(
    for metric: ExternalMetricSettings, in settings: GamificationSettings, today: Workday,
    finalThrough: Workday
  ) -> Workday {
    let windowDays = max(settings.factWindow.days, settings.rescoreWindow.days)
    return min(
      metric.oldestWorkday(from: today), today.adding(days: -windowDays),
      finalThrough.adding(days: 1))
  }
}

extension DaySheet {
  /// Whether there are values of an external metric.
  package func hasValues(of metric: ExternalMetricID) -> Bool {
    measurements.contains { $0.measure.externalMetric == metric }
  }

  /// What is known besides the values of an external metric.
  package func removingValues(of metric: ExternalMetricID) -> DaySheet {
    DaySheet(
      measurements: measurements.filter { $0.measure.externalMetric != metric }, events: events)
  }
}

extension MetricDefinition {
  /// Whether a value is made of those of an external metric.
  package func isMade(of metric: ExternalMetricID) -> Bool {
    switch formula {
    case .sum(let measures): measures.contains { $0.externalMetric == metric }
    case .ratio(let dividends, let divisors, _):
      (dividends + divisors).contains { $0.externalMetric == metric }
    case .events: false
    }
  }
}

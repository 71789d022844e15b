internal import GamificationDomain
internal import Postgres

extension MetricID: PostgresValue {}

extension MetricID {
  /// The metrics that a filter lets through; always a list, so that an index on the metric serves
  /// every query.
  static func filtered(by metric: MetricID?) -> [MetricID] {
    metric.map { [$0] } ?? allCases
  }
}

internal import GamificationDomain
internal import Kernel
internal import Postgres

/// What a workday counts for in the sums of its team, in the columns of `gamification.person_day`.
enum StoredCount {
  static let columns = "team_metric_ids, team_dividends, team_divisors"

  /// How many ``columns`` there are.
  static let columnCount = 3

  static func counted(
    _ row: inout RowReader
  ) throws(RowDecodingError) -> [ProfileMetricID: MetricAmounts] {
    let metrics: [ProfileMetricID] = try row.readArray()
    let dividends: [Double] = try row.readArray()
    let divisors: [Double] = try row.readArray()
    // A constraint of the table gives all of them one length.
    let amounts = zip(dividends, divisors).map { MetricAmounts(dividend: $0, divisor: $1) }
    return Dictionary(zip(metrics, amounts)) { first, _ in first }
  }

  /// In the order of ``columns``.
  static func literals(of counted: [ProfileMetricID: MetricAmounts]) -> [ArrayLiteral] {
    // In the same order in all columns.
    let amounts = Array(counted.values)
    return [
      ArrayLiteral(counted.keys.map(\.uuid)), ArrayLiteral(amounts.map(\.dividend)),
      ArrayLiteral(amounts.map(\.divisor)),
    ]
  }
}

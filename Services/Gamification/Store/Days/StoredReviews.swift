internal import GamificationDomain
internal import Kernel
internal import Postgres

/// What was decided about the points of a workday, in the columns of `gamification.person_day`.
enum StoredReviews {
  static let columns = "review_metric_ids, review_decisions, review_points_e2"

  /// How many ``columns`` there are.
  static let columnCount = 3

  static func reviews(
    _ row: inout RowReader
  ) throws(RowDecodingError) -> [ProfileMetricID: PointReview] {
    let metrics: [ProfileMetricID] = try row.readArray()
    let decisions: [AnomalyReview] = try row.readArray()
    let points: [Int64] = try row.readArray()
    // A constraint of the table gives all of them one length.
    let reviews = zip(decisions, points).map { PointReview($0, of: Points(hundredths: $1)) }
    return Dictionary(zip(metrics, reviews)) { first, _ in first }
  }

  /// In the order of ``columns``.
  static func literals(of reviews: [ProfileMetricID: PointReview]) -> [ArrayLiteral] {
    // In the same order in all columns.
    let decided = Array(reviews.values)
    return [
      ArrayLiteral(reviews.keys.map(\.uuid)), ArrayLiteral(decided.map(\.decision.rawValue)),
      ArrayLiteral(decided.map(\.points.hundredths)),
    ]
  }
}

extension AnomalyReview: PostgresValue {}

internal import OperatorDomain
internal import RPC

/// The points that `laurel demonstrate` shows at its end.
enum DemonstrationReport {
  /// How many places of each leaderboard are shown.
  private static var places: Int { 5 }

  /// Writes who has the most points of evaluations and of learning.
  static func write(_ suite: SuiteClient) async throws {
    for metric in ["quality_score", "learning_completions"] {
      let days = try await DaysWithData.load(suite, metricID: metric)
      let report = try await LeaderboardReport.load(
        LeaderboardReport.Query(
          metricID: metric, range: try days.range(from: nil, through: nil), limit: places),
        suite)
      Console.line()
      report.write()
    }
  }
}

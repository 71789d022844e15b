internal import Kernel
internal import Messages
internal import OperatorDomain
internal import RPC
internal import ServiceHost
internal import WellKnownMessages

/// A leaderboard as a table.
struct LeaderboardReport: Sendable {
  /// Which leaderboard.
  struct Query: Sendable {
    /// Empty: all metrics together.
    var metricID = ""
    var range: WorkdayRange
    var divisionID = ""
    var teamID = ""
    /// 1 to 1,000 places.
    var limit: Int
  }

  let response: GamificationV1.ListLeaderboardEntriesResponse
  /// The metric of the board; `nil` for all metrics together.
  private let metric: GamificationV1.Metric?
  private let query: Query

  /// Asks for the first places.
  static func load(_ query: Query, _ suite: SuiteClient) async throws -> LeaderboardReport {
    var metric: GamificationV1.Metric?
    if !query.metricID.isEmpty {
      metric = try await suite.metrics.getMetric(
        GamificationV1.GetMetricRequest(metricID: query.metricID), options: suite.options()
      ).metric
    }
    let response = try await suite.leaderboards.listLeaderboardEntries(
      GamificationV1.ListLeaderboardEntriesRequest(
        pageSize: Int32(query.limit), startWorkday: GoogleType.Date(query.range.start),
        endWorkday: GoogleType.Date(query.range.end), metricID: query.metricID,
        divisionID: query.divisionID, teamID: query.teamID),
      options: suite.options())
    return LeaderboardReport(response: response, metric: metric, query: query)
  }

  /// The title: what is ranked, and when.
  var title: String {
    let what = metric.map { $0.displayName.isEmpty ? $0.metricID : $0.displayName }
    return "\(what ?? "All metrics"), \(query.range.start) to \(query.range.end)"
  }

  /// The table with its titles.
  var table: String {
    var table = TextTable(columns: columns)
    for entry in response.leaderboardEntries { table.append(cells(entry)) }
    return table.rendered()
  }

  private var columns: [TextTable.Column] {
    var columns = [
      TextTable.Column("Rank", .right), TextTable.Column("Name"),
      TextTable.Column("Points", .right),
    ]
    guard let metric else { return columns }
    if metric.ratio {
      columns += [
        TextTable.Column("Average", .right), TextTable.Column("Total / count", .right),
      ]
    } else {
      columns += [TextTable.Column("Total", .right), TextTable.Column("Count", .right)]
    }
    return columns
  }

  private func cells(_ entry: GamificationV1.LeaderboardEntry) -> [String] {
    var cells = [
      String(entry.rank), entry.displayName.isEmpty ? entry.personID : entry.displayName,
      ResultText.points(hundredths: entry.pointsHundredths),
    ]
    guard let metric else { return cells }
    if metric.ratio {
      let average = entry.count > 0 ? entry.total / Double(entry.count) : 0
      cells += [
        NumberText.decimal(average, fractionDigits: 2) + UnitText.suffix(metric.unit),
        ResultText.parts(total: entry.total, count: entry.count),
      ]
    } else {
      cells += [
        ResultText.sum(entry.total) + UnitText.suffix(metric.unit),
        NumberText.whole(entry.count),
      ]
    }
    return cells
  }
}

/// Writes units.
enum UnitText {
  /// What follows a value: ` s`, ` %` or nothing.
  static func suffix(_ unit: GamificationV1.Metric.Unit) -> String {
    switch unit {
    case .seconds: " s"
    case .percent: " %"
    case .number, .unspecified, .unrecognized: ""
    }
  }
}

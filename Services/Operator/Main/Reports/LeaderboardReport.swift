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
    let response = try await page(of: query, size: Int32(query.limit), token: "", suite)
    return LeaderboardReport(response: response, metric: metric, query: query)
  }

  private static func page(
    of query: Query, size: Int32, token: String, _ suite: SuiteClient
  ) async throws -> GamificationV1.ListLeaderboardEntriesResponse {
    try await suite.leaderboards.listLeaderboardEntries(
      GamificationV1.ListLeaderboardEntriesRequest(
        pageSize: size, pageToken: token, startWorkday: GoogleType.Date(query.range.start),
        endWorkday: GoogleType.Date(query.range.end), metricID: query.metricID,
        divisionID: query.divisionID, teamID: query.teamID),
      options: suite.options())
  }

  /// Whether nobody is on the board.
  var isEmpty: Bool { response.leaderboardEntries.isEmpty }

  /// Checks that the division and the team of the board exist.
  ///
  /// - Throws: ``CommandFailure`` that names the one that nobody knows.
  func requireKnownScope(_ suite: SuiteClient) async throws {
    let (division, team) = (query.divisionID, query.teamID)
    if !division.isEmpty {
      let isKnown = try await suite.allDivisions().contains { $0.divisionID == division }
      guard isKnown else { throw CommandFailure("There is no division \(division).") }
    }
    if !team.isEmpty {
      let isKnown = try await suite.allTeams().contains { $0.teamID == team }
      guard isKnown else { throw CommandFailure("There is no team \(team).") }
    }
  }

  /// How many of the people are shown; `nil` when all are.
  func moreText(_ suite: SuiteClient) async throws -> String? {
    let shown = response.leaderboardEntries.count
    var count = shown
    var token = response.nextPageToken
    while !token.isEmpty {
      let next = try await Self.page(
        of: query, size: SuiteClient.pageSize, token: token, suite)
      count += next.leaderboardEntries.count
      token = next.nextPageToken
    }
    guard count > shown else { return nil }
    return "\(NumberText.whole(Int64(shown))) of \(NumberText.counted(count, "person", "people"))"
      + "; --limit shows more"
  }

  /// Writes the title and the table, or a sentence instead of an empty one.
  func write() {
    Console.line(title)
    guard isEmpty else { return Console.write(table) }
    Console.line("Nobody has points here on these days; --from and --to name others.")
  }

  /// The title: what is ranked, and when.
  private var title: String {
    let what = metric.map { $0.displayName.isEmpty ? $0.metricID : $0.displayName }
    return "\(what ?? "All metrics"), \(query.range.start) to \(query.range.end)"
  }

  /// The table with its titles.
  private var table: String {
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
      String(entry.rank), ResultText.person(entry.personID, name: entry.displayName),
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

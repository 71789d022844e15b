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
    /// 1 to 300 places.
    var limit: Int
  }

  let response: GamificationV1.ListLeaderboardEntriesResponse
  /// What the metric of the board is called; `nil` for all metrics together.
  private let metricName: String?
  private let query: Query

  /// Asks for the first places.
  static func load(_ query: Query, _ suite: SuiteClient) async throws -> LeaderboardReport {
    let response = try await suite.leaderboards.listLeaderboardEntries(
      GamificationV1.ListLeaderboardEntriesRequest(
        pageSize: Int32(query.limit), startWorkday: GoogleType.Date(query.range.start),
        endWorkday: GoogleType.Date(query.range.end), metricID: query.metricID,
        divisionID: query.divisionID, teamID: query.teamID),
      options: suite.options())
    return LeaderboardReport(
      response: response, metricName: try await metricName(query.metricID, suite), query: query)
  }

  /// The name of a definition; the id itself when it is that of the metric of a profile.
  private static func metricName(_ id: String, _ suite: SuiteClient) async throws -> String? {
    guard !id.isEmpty else { return nil }
    do {
      let definition = try await suite.metricDefinitions.getMetricDefinition(
        GamificationV1.GetMetricDefinitionRequest(metricDefinitionID: id),
        options: suite.options()
      ).metricDefinition
      return definition?.displayName ?? id
    } catch let error as RPCStatus where error.code == .notFound {
      return id
    }
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
  var moreText: String? {
    let shown = response.leaderboardEntries.count
    let count = Int(response.totalCount)
    guard count > shown else { return nil }
    return "\(NumberText.whole(Int64(shown))) of \(NumberText.counted(count, "person", "people"))"
      + (shown < Self.placesMax ? "; --limit shows more" : "")
  }

  /// How many places a leaderboard shows at all.
  static var placesMax: Int { 300 }

  /// Writes the title and the table, or a sentence instead of an empty one.
  func write() {
    Console.line(title)
    guard isEmpty else { return Console.write(table) }
    Console.line("Nobody has points here on these days; --from and --to name others.")
  }

  /// The title: what is ranked, and when.
  private var title: String {
    "\(metricName ?? "All metrics"), \(query.range.start) to \(query.range.end)"
  }

  /// The table with its titles.
  private var table: String {
    var table = TextTable(columns: [
      TextTable.Column("Rank", .right), TextTable.Column("Name"),
      TextTable.Column("Points", .right),
    ])
    for entry in response.leaderboardEntries {
      table.append([
        String(entry.rank), ResultText.person(entry.personID, name: entry.displayName),
        ResultText.points(hundredths: entry.pointsHundredths),
      ])
    }
    return table.rendered()
  }
}

/// Writes units.
enum UnitText {
  /// What follows a value: ` s`, ` %` or nothing.
  static func suffix(_ unit: GamificationV1.MetricDefinition.Unit) -> String {
    switch unit {
    case .seconds: " s"
    case .percent: " %"
    case .number, .currency, .unspecified, .unrecognized: ""
    }
  }
}

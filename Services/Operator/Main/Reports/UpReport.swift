internal import Foundation
internal import Kernel
internal import Messages
internal import OperatorDomain
internal import RPC

/// What `laurel up` shows at its end.
enum UpReport {
  /// What the hints take for an example.
  struct Example: Sendable {
    /// The id of a person with results, or a word that stands for one.
    var person = "AGENT"
    /// The options for the days of a call file that was just brought in, which need not be the
    /// usual ones; empty when there is none.
    var dates = ""
  }

  /// How many places of each leaderboard are shown.
  private static var places: Int { 5 }

  /// Writes the numbers and the first places of two leaderboards: of the days of the call file that
  /// was just brought in, or else the usual ones.
  static func write(
    _ suite: SuiteClient, imported: (first: Workday, last: Workday)?
  ) async throws -> Example {
    let counts = try await SuiteCounts.load(suite)
    Console.line()
    Console.line(counts.interactionsText)
    Console.line(counts.followUpText)
    var example = Example()
    guard counts.interactions > 0 else { return example }
    for metric in ["", "interactions_handled"] {
      let days = try await DaysWithData.load(suite, metricID: metric, calls: imported)
      let range = try days.range(from: nil, through: nil)
      let report = try await LeaderboardReport.load(
        LeaderboardReport.Query(metricID: metric, range: range, limit: places), suite)
      Console.line()
      report.write()
      // The last board is the one of the calls.
      if let first = report.response.leaderboardEntries.first { example.person = first.personID }
      if imported != nil { example.dates = " --from \(range.start) --to \(range.end)" }
    }
    return example
  }

  /// Writes how to bring data in, unless the organization has some.
  static func writeMissingData(_ suite: SuiteClient) async throws {
    if try await Organizations.find(suite) != nil {
      let hasData = try await Waiting.forOrganization { try await suite.hasInteractions() }
      if hasData { return }
    }
    Console.line()
    Console.line("The organization \(suite.organization) has no data yet. Bring some in with")
    Console.line("`laurel up`, or a call file with `laurel import acd FILE`.")
  }

  /// Where everything is, and what to type next.
  static func writeHints(_ settings: SuiteSettings, directory: String, _ example: Example) {
    let options = directory == ".laurel" ? "" : " --directory \(directory)"
    Console.line()
    Console.line("gRPC on 127.0.0.1:")
    for service in SuiteService.allCases {
      Console.step(service.name, settings.endpoint(of: service))
    }
    let laurel = CommandLine.arguments.first ?? "laurel"
    Console.line(
      """

      Later commands are about organization \(settings.organization), unless --organization names \
      another.
      Look further:
        \(laurel) status\(options)
        \(laurel) leaderboard --metric average_handle_time\(example.dates)\(options)
        \(laurel) scorecard \(example.person)\(example.dates)\(options)
        \(laurel) import acd FILE\(options)
      Stop:
        \(laurel) down\(options)
      """)
  }
}

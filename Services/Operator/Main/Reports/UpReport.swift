internal import Foundation
internal import Kernel
internal import Messages
internal import RPC

/// What `laurel up` shows at its end.
enum UpReport {
  /// How many places of each leaderboard are shown.
  private static var places: Int { 5 }

  /// The numbers and the first places of two leaderboards.
  static func write(_ suite: SuiteClient) async throws {
    let counts = try await SuiteCounts.load(suite)
    Console.line()
    Console.line(counts.interactionsText)
    Console.line(counts.followUpText)
    guard counts.interactions > 0 else { return }
    let range = try await InteractionDays.load(suite)
    for metric in ["", "interactions_handled"] {
      let report = try await LeaderboardReport.load(
        LeaderboardReport.Query(metricID: metric, range: range, limit: places), suite)
      Console.line()
      Console.line(report.title)
      Console.write(report.table)
    }
  }

  /// Where everything is, and what to type next.
  static func writeHints(_ settings: SuiteSettings, directory: String) {
    let options = directory == ".laurel" ? "" : " --directory \(directory)"
    Console.line()
    Console.line("gRPC on 127.0.0.1, organization \(settings.organization):")
    for service in SuiteService.allCases {
      Console.step(service.name, settings.endpoint(of: service))
    }
    let laurel = CommandLine.arguments.first ?? "laurel"
    Console.line(
      """

      Look further:
        \(laurel) status\(options)
        \(laurel) leaderboard --metric average_handle_time\(options)
        \(laurel) scorecard AGENT\(options)
        \(laurel) import acd FILE\(options)
      Stop:
        \(laurel) down\(options)
      """)
  }
}

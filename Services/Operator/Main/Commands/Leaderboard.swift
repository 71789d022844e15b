internal import ArgumentParser
internal import Kernel
internal import Protobuf

/// Shows a leaderboard.
struct LeaderboardCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "leaderboard", abstract: "Show who has the most points.",
    discussion: """
      Without --metric the points of all metrics count together. People with the same points share \
      a rank. Metrics: interactions_handled, average_handle_time, quality_score, \
      learning_completions.
      """)

  @OptionGroup var suite: SuiteOptions
  @OptionGroup var days: RangeOptions

  @Option(help: "The id of a metric.")
  var metric: String?

  @Option(help: "Only people of this division.")
  var division: String?

  @Option(help: "Only people of this team.")
  var team: String?

  @Option(help: "How many places, 1 to 1000.")
  var limit = 20

  @Flag(help: "Write the service's answer as JSON.")
  var json = false

  func validate() throws {
    guard (1...1_000).contains(limit) else {
      throw ArgumentParser.ValidationError("--limit must be from 1 to 1000")
    }
  }

  func run() async throws {
    try await CommandFailure.explaining {
      let report = try await SuiteClient.with(try await suite.environment()) { client in
        try await LeaderboardReport.load(
          LeaderboardReport.Query(
            metricID: metric ?? "", range: try await days.range(client),
            divisionID: division ?? "", teamID: team ?? "", limit: limit),
          client)
      }
      if json {
        Console.write(report.response.jsonUTF8Bytes())
        Console.line()
      } else {
        Console.line(report.title)
        Console.write(report.table)
      }
    }
  }
}

internal import ArgumentParser
internal import Kernel
internal import Protobuf
internal import ProtobufJSON

/// Shows a leaderboard.
struct LeaderboardCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "leaderboard", abstract: "Show who has the most points.",
    discussion: """
      Without --metric the points of all metrics count together. People with the same points share \
      a rank. Metrics are for example interactions_handled, average_handle_time, quality_score and \
      learning_completions. Where a person's name is not the id, the id stands behind it.
      """)

  @OptionGroup var suite: SuiteOptions
  @OptionGroup var days: RangeOptions

  @Option(help: "The id of a metric definition, or of the metric of a profile.")
  var metric: String?

  @Option(help: "Only people of this division.")
  var division: String?

  @Option(help: "Only people of this team.")
  var team: String?

  @Option(help: "How many places, 1 to 300.")
  var limit = 20

  @Flag(help: "Write the service's answer as JSON.")
  var json = false

  func validate() throws {
    guard (1...LeaderboardReport.placesMax).contains(limit) else {
      throw ArgumentParser.ValidationError(
        "--limit must be from 1 to \(LeaderboardReport.placesMax)")
    }
    try UserInput.check {
      if let division { _ = try DivisionID(parsing: division, field: "--division") }
      if let team { _ = try TeamID(parsing: team, field: "--team") }
    }
  }

  func run() async throws {
    try await CommandFailure.explaining {
      try await SuiteClient.with(try await suite.environment()) { client in
        let chosen = try await days.choose(client, metricID: metric ?? "")
        let report = try await LeaderboardReport.load(
          LeaderboardReport.Query(
            metricID: metric ?? "", range: chosen.range, divisionID: division ?? "",
            teamID: team ?? "", limit: limit),
          client)
        if report.isEmpty { try await report.requireKnownScope(client) }
        if json {
          Console.write(try report.response.jsonUTF8Bytes())
          Console.line()
        } else {
          report.write()
          if let more = report.moreText { Console.line(more) }
        }
        chosen.note()
      }
    }
  }
}

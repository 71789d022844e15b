internal import ArgumentParser
internal import Kernel
internal import Messages
internal import RPC
internal import WellKnownMessages

/// Hands points over to other programs.
struct ExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write points as comma-separated values.",
    discussion: """
      A line for each person, metric and workday, on standard output; the first line names the \
      columns. They are told of by `laurel call --describe \
      laurel.gamification.v1.ExportService/ExportPoints`.
      """)

  @OptionGroup var suite: SuiteOptions
  @OptionGroup var days: RangeOptions

  @Option(help: "Only this metric: the id of a metric definition, or of the metric of a profile.")
  var metric: String?

  @Option(help: "Only points by the rules of this profile.")
  var profile: String?

  /// How long an export of years may take.
  private static var timeout: Duration { .seconds(3_600) }

  func validate() throws {
    if let profile, UUIDBits(profile) == nil {
      throw ArgumentParser.ValidationError("--profile must be a UUID with 36 characters")
    }
  }

  func run() async throws {
    try await CommandFailure.explaining {
      let chosen = try await SuiteClient.with(try await suite.environment()) { client in
        let chosen = try await days.choose(client, metricID: metric ?? "")
        try await client.exports.exportPoints(
          GamificationV1.ExportPointsRequest(
            startWorkday: GoogleType.Date(chosen.range.start),
            endWorkday: GoogleType.Date(chosen.range.end), profileID: profile ?? "",
            metricID: metric ?? "", format: .csv),
          options: try await client.options(timeout: Self.timeout)
        ) { responses in
          for try await response in responses {
            if case .csv(let lines) = response.content { Console.write(lines) }
          }
        }
        return chosen
      }
      chosen.note()
    }
  }
}

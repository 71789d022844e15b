internal import ArgumentParser
internal import Kernel
internal import Protobuf
internal import ProtobufJSON

/// Shows a person's results.
struct ScorecardCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scorecard", abstract: "Show the results of one person.")

  @Argument(help: "The person's id; `laurel leaderboard` shows ids.")
  var agent: String

  @OptionGroup var suite: SuiteOptions
  @OptionGroup var days: RangeOptions

  @Flag(name: .customLong("days"), help: "Show the points of each day, too.")
  var isByDay = false

  @Flag(help: "Write the service's answer as JSON.")
  var json = false

  func validate() throws {
    try UserInput.check { _ = try PersonID(parsing: agent, field: "AGENT") }
  }

  func run() async throws {
    try await CommandFailure.explaining {
      let person = try PersonID(parsing: agent, field: "AGENT")
      let (report, chosen) = try await SuiteClient.with(try await suite.environment()) { client in
        let chosen = try await days.choose(client, personID: person.rawValue)
        let report = try await ScorecardReport.load(person, chosen.range, client)
        if report.isEmpty { try await ScorecardReport.requireKnown(person, client) }
        return (report, chosen)
      }
      defer { chosen.note() }
      if json {
        Console.write(try report.response.jsonUTF8Bytes())
        Console.line()
        return
      }
      Console.line(report.title)
      guard !report.isEmpty else {
        Console.line(
          "Nothing was measured of this person on these days; --from and --to name others.")
        return
      }
      Console.write(report.metrics)
      if isByDay {
        Console.line()
        Console.write(report.days)
      }
    }
  }
}

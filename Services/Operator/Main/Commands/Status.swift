internal import ArgumentParser
internal import Foundation

/// Shows what runs and what there is.
struct Status: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what runs, and how much data there is.",
    discussion: "The exit status is 1 unless every service serves.")

  @OptionGroup var suite: SuiteOptions

  @Flag(help: "Write the status as JSON.")
  var json = false

  func run() async throws {
    try await CommandFailure.explaining {
      let report = try await StatusReport.load(try await suite.environment())
      if json {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        Console.write(Array(try encoder.encode(report)))
        Console.line()
      } else {
        report.write()
      }
      if !report.isServing { throw ExitCode(1) }
    }
  }
}

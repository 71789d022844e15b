internal import ArgumentParser
internal import Kernel
internal import Messages
internal import OperatorDomain
internal import RPC
internal import WellKnownMessages

/// Which suite and organization a command is about.
struct SuiteOptions: ParsableArguments {
  @Option(help: "The folder of the local suite.")
  var directory = ".laurel"

  @Option(help: "The organization (default: what the suite was started with, else laurel-demo).")
  var organization: String?

  /// The folder of the local suite.
  var folder: SuiteFolder { SuiteFolder(directory) }

  /// Reads the settings that say where the suite is.
  func environment() async throws -> SuiteEnvironment {
    try await SuiteEnvironment(folder: folder, organization: organization)
  }
}

/// The days that a report is about.
struct RangeOptions: ParsableArguments {
  @Option(
    name: .customLong("from"),
    help: "The first day, YYYY-MM-DD (default: the first with an interaction).")
  var start: String?

  @Option(
    name: .customLong("to"),
    help: "The last day, YYYY-MM-DD (default: the last with an interaction).")
  var end: String?

  /// The days; what is not given comes from the imported interactions.
  func range(_ suite: SuiteClient) async throws -> WorkdayRange {
    guard let start, let end else {
      let days = try await InteractionDays.load(suite)
      return try Self.range(
        from: start ?? days.start.description, through: end ?? days.end.description)
    }
    return try Self.range(from: start, through: end)
  }

  private static func range(from start: String, through end: String) throws -> WorkdayRange {
    try WorkdayRange(
      parsingStart: start, end: end, startField: "--from", endField: "--to")
  }
}

/// The days that have interactions.
enum InteractionDays {
  /// From the first to the last.
  static func load(_ suite: SuiteClient) async throws -> WorkdayRange {
    let summary = try await suite.interactions.summarizeInteractions(
      QualityV1.SummarizeInteractionsRequest(), options: suite.options())
    guard let first = summary.firstWorkday.flatMap({ Workday($0) }),
      let last = summary.lastWorkday.flatMap({ Workday($0) })
    else {
      throw CommandFailure(
        "There are no interactions yet; bring some in with `laurel import acd FILE`, or name the "
          + "days with --from and --to.")
    }
    return try WorkdayRange(from: first, through: last)
  }
}

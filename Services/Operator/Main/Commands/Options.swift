internal import ArgumentParser
internal import Kernel

/// Which suite and organization a command is about.
struct SuiteOptions: ParsableArguments {
  @Option(help: "The folder of the local suite.")
  var directory = ".laurel"

  @Option(help: "The organization (default: what the suite was started with, else laurel-demo).")
  var organization: String?

  /// The folder of the local suite.
  var folder: SuiteFolder { SuiteFolder(directory) }

  func validate() throws {
    try UserInput.check {
      if let organization {
        _ = try OrganizationID(parsing: organization, field: "--organization")
      }
    }
  }

  /// Reads the settings that say where the suite is.
  func environment() async throws -> SuiteEnvironment {
    try await SuiteEnvironment(folder: folder, organization: organization)
  }
}

internal import ArgumentParser

/// Brings the schemas of the local suite up to date.
struct Migrate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Bring the schemas of the local suite up to date.",
    discussion: "PostgreSQL must run. `laurel up` does this too.")

  @Option(help: "The folder of the suite.")
  var directory = ".laurel"

  @Flag(help: "Only show what would be applied.")
  var plan = false

  func run() async throws {
    try await CommandFailure.explaining {
      try LocalSuite.requirePrograms()
      let folder = SuiteFolder(directory)
      guard let settings = try await SuiteSettings.read(folder) else {
        throw CommandFailure("There is no suite in \(folder.path); make one with `laurel up`.")
      }
      guard ProcessTable.isListening(onPort: settings.databasePort) else {
        throw CommandFailure("PostgreSQL does not run; start it with `laurel up`.")
      }
      let steps = try await LocalSuite(folder: folder, settings: settings)
        .schemas.migrate(isPlan: plan)
      for step in steps {
        Console.step(
          step.service.name, "\(step.version) \(step.name) \(plan ? "pending" : "applied")")
      }
      if steps.isEmpty { Console.line("All schemas are current.") }
    }
  }
}

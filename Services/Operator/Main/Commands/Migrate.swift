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
      let steps = try await LocalSuite.withDatabase(in: SuiteFolder(directory))
        .schemas.migrate(isPlan: plan)
      for step in steps {
        Console.step(
          step.service.name, "\(step.version) \(step.name) \(plan ? "pending" : "applied")")
      }
      if steps.isEmpty { Console.line("All schemas are current.") }
    }
  }
}

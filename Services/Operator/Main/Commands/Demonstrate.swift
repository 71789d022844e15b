internal import ArgumentParser

/// Shows what follows from evaluations.
struct Demonstrate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Evaluate some interactions, and show the points, learning and coaching from it.",
    discussion: """
      Publishes an evaluation form and learning modules, draws interactions of every agent, \
      answers and releases the evaluations, waits for what follows, and completes about half \
      of the assignments. The same seed again changes nothing.
      """)

  @OptionGroup var suite: SuiteOptions

  @Option(help: "Another number gives another draw, other answers and another form.")
  var seed = DemonstrationPlan.standardSeed

  @Option(help: "How many interactions of each agent are evaluated, 1 to 50.")
  var interactionsPerAgent = DemonstrationPlan.standardInteractionsPerAgent

  func validate() throws {
    guard (1...50).contains(interactionsPerAgent) else {
      throw ValidationError("--interactions-per-agent must be from 1 to 50")
    }
  }

  func run() async throws {
    try await CommandFailure.explaining {
      let outcome = try await SuiteClient.with(try await suite.environment()) { client in
        let plan = DemonstrationPlan(
          organization: client.organization, seed: seed,
          interactionsPerAgent: interactionsPerAgent)
        let outcome = try await Demonstration(suite: client, plan: plan).run(Console.step)
        try await DemonstrationReport.write(client)
        return outcome
      }
      guard outcome.hasArrived else {
        throw CommandFailure(
          "Not everything has reached the other services; `laurel status` shows what runs.")
      }
    }
  }
}

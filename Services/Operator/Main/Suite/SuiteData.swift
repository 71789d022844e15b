internal import Kernel
internal import Messages
internal import OperatorDomain
internal import RPC

/// Fills a suite: an organization, a month of calls, and the demonstration.
struct SuiteData {
  let suite: SuiteClient
  let timeZone: OrganizationTimeZone

  /// Does what is missing, with a call file or, unless there are interactions, the sample month.
  ///
  /// - Returns: The first and the last day of the calls that were brought in; `nil` for none.
  func fill(from file: CallFileSource?) async throws -> (first: Workday, last: Workday)? {
    let (organization, isNew) = try await Organizations.findOrCreate(suite, timeZone: timeZone)
    Console.step(
      "organization",
      "\(organization.organizationID), \(organization.timeZone)" + (isNew ? ", created" : ""))
    let imported = try await importCalls(from: file)
    try await demonstrate()
    return imported
  }

  private func importCalls(
    from file: CallFileSource?
  ) async throws -> (first: Workday, last: Workday)? {
    let present = try await suite.interactions.summarizeInteractions(
      QualityV1.SummarizeInteractionsRequest(), options: suite.options()
    ).interactionCount
    if file == nil, present > 0 {
      Console.step("data", "kept: \(NumberText.counted(present, "interaction"))")
      return nil
    }
    let source = try file ?? .sample(Self.sampleMonth())
    Console.step("data", "bringing in \(source.name)…")
    var importer = CallFileImporter(
      suite: suite, division: try Self.division(), timeZone: timeZone)
    let outcome = try await importer.run(source)
    Console.write(
      ImportReport.text(outcome).split(separator: "\n")
        .map { "                \($0)\n" }.joined())
    return outcome.days
  }

  private func demonstrate() async throws {
    let plan = DemonstrationPlan(
      organization: suite.organization, seed: DemonstrationPlan.standardSeed,
      interactionsPerAgent: DemonstrationPlan.standardInteractionsPerAgent)
    guard try await !Demonstration.isDone(plan, suite) else {
      Console.step("demonstration", "kept")
      return
    }
    let outcome = try await Demonstration(suite: suite, plan: plan).run(Console.step)
    if !outcome.hasArrived {
      Console.note("Not everything has reached the other services yet; `laurel status` shows.")
    }
  }

  /// The month that is made up for a suite without a call file: always the same.
  static func sampleMonth() throws -> SampleMonth {
    try SampleMonth(seed: 1, year: 2026, month: 1, volume: 1)
  }

  /// The division of everybody in a call file, unless another one is named.
  static func division(
    id: String = "call-center", name: String = "Call center"
  ) throws -> ImportedDivision {
    try ImportedDivision(id: id, displayName: name)
  }
}

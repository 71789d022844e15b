import Foundation
import Kernel
import Messages
import RPC
import Testing
import WellKnownMessages

@Suite("Crashes in the middle of the journey")
struct CrashTests {
  private static let evaluationCount = 200

  @Test("every released evaluation counts exactly once though its services are killed")
  func killed() async throws {
    try await RunningSuite.with { suite in
      let journey = try await EvaluationJourney.prepare(suite)
      let ids = try await journey.sample(perAgent: Self.evaluationCount / 4)
      try #require(ids.count == Self.evaluationCount)
      for (index, id) in ids.enumerated() {
        try await journey.submit(id, outcome: EvaluationJourney.Outcome(of: index))
      }
      var days: Set<EvaluationJourney.Day> = []
      for (index, id) in ids.enumerated() {
        if index == 40 { try suite.kill("gamification") }
        if index == 100 { try await suite.start() }
        if index == 140 { try suite.kill("quality") }
        let day = try await journey.release(id) {
          // The service that was killed is started again by whoever notices.
          try await suite.start()
        }
        days.insert(day)
      }
      try await suite.start()
      try await journey.expectConsequences(of: ids, on: days)
    }
  }
}

/// The clients and ids of a journey from a form to its consequences.
struct EvaluationJourney: Sendable {
  /// How an evaluation is answered.
  enum Outcome {
    case perfect
    case poor
    case fatal

    /// Every fourth fails fatally, every fourth scores 50 %.
    init(of index: Int) {
      switch index % 4 {
      case 0: self = .fatal
      case 1: self = .poor
      default: self = .perfect
      }
    }
  }

  /// Whose evaluations were released when.
  struct Day: Hashable {
    var agentID: String
    var workday: GoogleType.Date?
  }

  let options: CallOptions
  let evaluations: QualityV1.EvaluationServiceClient
  let ledger: GamificationV1.LedgerServiceClient
  let assignments: LearningV1.AssignmentServiceClient
  let appointments: CoachingV1.AppointmentServiceClient
  let formID: String

  static func prepare(_ suite: RunningSuite) async throws -> EvaluationJourney {
    let file = CallFile(
      agents: ["ADA", "BEA", "CYD", "DOT"].map {
        .init(name: $0, callsPerDay: 30, seconds: 120)
      }, days: ["990103", "990104"])
    let path = suite.folder.appending(path: "calls.tsv")
    try Data(file.text.utf8).write(to: path)
    let outcome = try await suite.laurel(
      "import", "acd", path.path(), "--directory", suite.directory, "--time-zone",
      "Asia/Jerusalem")
    try #require(outcome.isSuccess, "\(outcome.errors)")
    let options = try await suite.operatorOptions()
    try await addEvaluator(suite, options)
    let quality = RPCClient(endpoint: suite.endpoint("quality"), configuration: fast)
    let learning = RPCClient(endpoint: suite.endpoint("learning"), configuration: fast)
    let formID = try await publishForm(quality, options)
    try await publishModule(learning, formID, options)
    return EvaluationJourney(
      options: options, evaluations: .init(quality),
      ledger: .init(RPCClient(endpoint: suite.endpoint("gamification"), configuration: fast)),
      assignments: .init(learning),
      appointments: .init(
        RPCClient(endpoint: suite.endpoint("coaching"), configuration: fast)),
      formID: formID)
  }

  /// Connects again soon after a crash.
  private static var fast: RPCClientConfiguration {
    var configuration = RPCClientConfiguration()
    configuration.backoffInitial = .milliseconds(50)
    configuration.backoffMax = .milliseconds(200)
    return configuration
  }

  private static func addEvaluator(
    _ suite: RunningSuite, _ options: CallOptions
  ) async throws {
    let client = DirectoryV1.ImportServiceClient(
      RPCClient(endpoint: suite.endpoint("directory")))
    let answer = try await client.importDirectory(options: options) { requests in
      try await requests.write(
        .init(entries: [
          .init(entry: .person(.init(personID: "EVA", displayName: "Eva")))
        ]))
    }
    #expect(answer.createdCount == 1)
  }

  private static func publishForm(
    _ client: RPCClient, _ options: CallOptions
  ) async throws -> String {
    func question(_ id: String, fatal: Bool) -> QualityV1.Question {
      .init(
        questionID: id, text: "Was \(id) right?", fatal: fatal,
        answerOptions: [
          .init(answerID: "yes", text: "Yes", points: 1),
          .init(answerID: "no", text: "No", points: 0),
        ])
    }
    let forms = QualityV1.FormServiceClient(client)
    let form = QualityV1.Form(
      displayName: "Crash test", weightMode: .off,
      questionGroups: [
        .init(
          groupID: "greeting", displayName: "Greeting",
          questions: [question("greeting", fatal: false)]),
        .init(
          groupID: "consent", displayName: "Consent",
          questions: [question("consent", fatal: true)]),
      ])
    let created = try await forms.createForm(.init(form: form), options: options)
    let formID = try #require(created.form?.formID)
    _ = try await forms.publishForm(.init(formID: formID), options: options)
    return formID
  }

  private static func publishModule(
    _ client: RPCClient, _ formID: String, _ options: CallOptions
  ) async throws {
    let modules = LearningV1.ModuleServiceClient(client)
    let module = LearningV1.Module(
      displayName: "Greeting customers", completionDays: 7,
      questionGroupBindings: [.init(formID: formID, groupID: "greeting")])
    let created = try await modules.createModule(.init(module: module), options: options)
    let moduleID = try #require(created.module?.moduleID)
    _ = try await modules.publishModule(.init(moduleID: moduleID), options: options)
  }

  /// Draws evaluations, as soon as quality's copy of the directory has the evaluator.
  func sample(perAgent: Int) async throws -> [String] {
    let request = QualityV1.SampleInteractionsRequest(
      formID: formID, evaluatorID: "EVA",
      startWorkday: .init(year: 1999, month: 1, day: 1),
      endWorkday: .init(year: 1999, month: 1, day: 31),
      interactionsPerAgent: Int32(perAgent), seed: 7)
    var ids: [String] = []
    let isDrawn = try await eventually {
      do {
        ids = try await evaluations.sampleInteractions(request, options: options).evaluationIDs
        return true
      } catch let error as RPCStatus where error.fieldViolations.first?.field == "evaluator_id" {
        return false
      }
    }
    #expect(isDrawn)
    return ids
  }

  func submit(_ id: String, outcome: Outcome) async throws {
    func answer(_ question: String, _ isRight: Bool) -> QualityV1.Answer {
      .init(questionID: question, answerID: isRight ? "yes" : "no")
    }
    _ = try await evaluations.submitEvaluation(
      .init(
        evaluationID: id,
        answers: [
          answer("greeting", outcome == .perfect), answer("consent", outcome != .fatal),
        ]), options: options)
  }

  /// Releases an evaluation, with the same request id until an answer comes.
  @discardableResult
  func release(_ id: String, onFailure: () async throws -> Void) async throws -> Day {
    let request = QualityV1.ReleaseEvaluationRequest(
      evaluationID: id, requestID: UUID().uuidString.lowercased())
    var attempt = 0
    while true {
      attempt += 1
      do {
        let response = try await evaluations.releaseEvaluation(request, options: options)
        let evaluation = try #require(response.evaluation)
        #expect(evaluation.state == .released)
        return Day(agentID: evaluation.agentID, workday: evaluation.releaseWorkday)
      } catch let error as RPCStatus where error.code == .unavailable && attempt <= 20 {
        try await onFailure()
      }
    }
  }

  /// Waits for what the evaluations lead to, and checks that nothing is missing or there twice.
  func expectConsequences(of ids: [String], on days: Set<Day>) async throws {
    let isComplete = try await eventually {
      let eventCount = try await evaluationEvents(on: days).count
      let draftCount = try await drafts().count
      return eventCount >= ids.count && draftCount >= ids.count / 4
    }
    #expect(isComplete)
    let events = try await evaluationEvents(on: days)
    #expect(events.map(\.eventID).sorted() == ids.sorted())
    #expect(events.count { $0.pointsHundredths == 10_000 } == ids.count / 2)
    let entries = try await qualityEntries()
    #expect(
      entries.reduce(0) { $0 + $1.pointsHundredths } == Int64(ids.count / 2) * 10_000)
    let perfect = ids.enumerated().filter { Outcome(of: $0.offset) == .perfect }.map(\.element)
    #expect(entries.map(\.source).sorted() == perfect.map { "evaluation:\($0)" }.sorted())

    let fatal = ids.enumerated().filter { $0.offset % 4 == 0 }.map(\.element)
    let evaluationsOfDrafts = try await drafts().compactMap { $0.evaluation?.evaluationID }
    #expect(evaluationsOfDrafts.sorted() == fatal.sorted())

    let isAssigned = try await eventually { try await openAssignments().count >= 4 }
    #expect(isAssigned)
    let people = try await openAssignments().map(\.personID)
    #expect(people.sorted() == ["ADA", "BEA", "CYD", "DOT"])
  }

  /// What gamification knows of the evaluations, with their points.
  private func evaluationEvents(on days: Set<Day>) async throws -> [GamificationV1.ScoringStep] {
    var steps: [GamificationV1.ScoringStep] = []
    do {
      for day in days {
        let account = try await ledger.explainPoints(
          .init(personID: day.agentID, workday: day.workday, metricID: "quality_score"),
          options: options)
        steps += account.metricExplanations.flatMap(\.steps)
      }
    } catch let error as RPCStatus where error.code == .unavailable {
      return []
    }
    return steps
  }

  private func qualityEntries() async throws -> [GamificationV1.LedgerEntry] {
    do {
      return try await ledger.listLedgerEntries(
        .init(pageSize: 1_000, metricID: "quality_score"), options: options
      ).ledgerEntries
    } catch let error as RPCStatus where error.code == .unavailable {
      return []
    }
  }

  private func drafts() async throws -> [CoachingV1.Appointment] {
    try await appointments.listAppointments(
      .init(pageSize: 1_000, state: .draft), options: options
    ).appointments
  }

  private func openAssignments() async throws -> [LearningV1.Assignment] {
    try await assignments.listAssignments(.init(pageSize: 1_000), options: options).assignments
  }
}

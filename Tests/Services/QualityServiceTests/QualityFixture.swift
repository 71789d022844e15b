internal import Kernel
internal import Messages
internal import RPC
internal import TestSupport
internal import Testing
internal import WellKnownMessages

@testable internal import quality

/// A running quality service with some people and the clients that call it.
///
/// Team `red` has the agents `ann` and `abe` and the supervisor `sue`; team `blue` has the agent
/// `bob`; `eve` evaluates everybody; `noa` may do nothing.
struct QualityFixture {
  let service: ServiceFixture
  let forms: QualityV1.FormServiceClient
  let interactions: QualityV1.InteractionServiceClient
  let evaluations: QualityV1.EvaluationServiceClient

  static func with(
    clock: any WallClock = SystemWallClock(), peers: [String: RPCEndpoint] = [:],
    _ test: (QualityFixture) async throws -> Void
  ) async throws {
    try await ServiceFixture.with(Quality.self, clock: clock, peers: peers) { service in
      let fixture = QualityFixture(
        service: service, forms: QualityV1.FormServiceClient(service.client),
        interactions: QualityV1.InteractionServiceClient(service.client),
        evaluations: QualityV1.EvaluationServiceClient(service.client))
      try await fixture.addPeople()
      try await test(fixture)
    }
  }

  private func addPeople() async throws {
    func grants(_ texts: [StaticString], _ scope: DataScope) -> [(Permission, DataScope)] {
      texts.map { (Permission($0), scope) }
    }
    let own = grants(
      ["quality:interaction:view", "quality:evaluation:view", "quality:form:view"], .own)
    try await service.addMember("ann", team: "red", grants: own)
    try await service.addMember("abe", team: "red", grants: own)
    try await service.addMember("bob", team: "blue", grants: own)
    try await service.addMember(
      "sue", team: "red",
      grants: grants(
        [
          "quality:interaction:view", "quality:evaluation:view", "quality:evaluation:assign",
          "quality:evaluation:release",
        ], .team(TeamID(stored: "red"))))
    try await service.addMember(
      "eve",
      grants: grants(
        [
          "quality:form:view", "quality:form:edit", "quality:evaluation:view",
          "quality:evaluation:assign", "quality:evaluation:score", "quality:evaluation:release",
        ], .all))
    try await service.addMember("noa")
  }

  /// Who calls; `operator` is the operator's command, `stranger` the one of another organisation.
  func options(_ caller: String) async throws -> CallOptions {
    switch caller {
    case "operator": try await service.asOperator()
    case "stranger": try await service.asOperator(in: ServiceFixture.globex)
    default: try await service.asPerson(caller)
    }
  }

  func createForm(_ form: QualityV1.Form = Self.form()) async throws -> QualityV1.Form {
    let response = try await forms.createForm(
      QualityV1.CreateFormRequest(form: form), options: options("operator"))
    return try #require(response.form)
  }

  func publishForm(_ form: QualityV1.Form = Self.form()) async throws -> QualityV1.Form {
    let draft = try await createForm(form)
    let response = try await forms.publishForm(
      QualityV1.PublishFormRequest(formID: draft.formID), options: options("operator"))
    return try #require(response.form)
  }

  @discardableResult
  func add(
    _ interactions: [QualityV1.Interaction]
  ) async throws -> QualityV1.ImportInteractionsResponse {
    try await self.interactions.importInteractions(options: options("operator")) { writer in
      try await writer.write(
        QualityV1.ImportInteractionsRequest(interactions: interactions))
    }
  }

  func sample(
    _ form: QualityV1.Form, perAgent: Int32 = 1, evaluator: String = "eve",
    as caller: String = "operator"
  ) async throws -> [String] {
    try await evaluations.sampleInteractions(
      QualityV1.SampleInteractionsRequest(
        formID: form.formID, evaluatorID: evaluator,
        startWorkday: GoogleType.Date(year: 2026, month: 3, day: 1),
        endWorkday: GoogleType.Date(year: 2026, month: 3, day: 31),
        interactionsPerAgent: perAgent, seed: 42), options: options(caller)
    ).evaluationIDs
  }

  /// An evaluation of an interaction of `ann`, assigned to `eve`.
  func assign() async throws -> String {
    try await add([Self.interaction("i1", agent: "ann")])
    return try #require(try await sample(try await publishForm()).first)
  }

  @discardableResult
  func submit(
    _ evaluation: String, as caller: String = "eve", requestID: String = "",
    _ answers: [QualityV1.Answer] = Self.answers()
  ) async throws -> QualityV1.Evaluation {
    let response = try await evaluations.submitEvaluation(
      QualityV1.SubmitEvaluationRequest(
        evaluationID: evaluation, answers: answers, requestID: requestID),
      options: options(caller))
    return try #require(response.evaluation)
  }

  @discardableResult
  func release(
    _ evaluation: String, as caller: String = "eve", requestID: String = ""
  ) async throws -> QualityV1.Evaluation {
    let response = try await evaluations.releaseEvaluation(
      QualityV1.ReleaseEvaluationRequest(evaluationID: evaluation, requestID: requestID),
      options: options(caller))
    return try #require(response.evaluation)
  }
}

/// Messages of tests.
extension QualityFixture {
  static let unknownID = "0190f5fe-7c2e-7abc-8000-000000000001"
  static let requestID = "0190f5fe-7c2e-7abc-8000-00000000000a"

  /// The worked example of domain.md 4.2.1 with a fatal question in a group without weight.
  static func form(_ name: String = "Service") -> QualityV1.Form {
    QualityV1.Form(
      displayName: name, weightMode: .scaled,
      questionGroups: [
        QualityV1.QuestionGroup(
          groupID: "greeting", displayName: "Greeting", weightHundredths: 4_000,
          questions: [question("name"), question("smile")]),
        QualityV1.QuestionGroup(
          groupID: "closing", displayName: "Closing", weightHundredths: 2_000,
          questions: [question("thanks")]),
        QualityV1.QuestionGroup(
          groupID: "law", displayName: "Law",
          questions: [question("privacy", critical: true, fatal: true)]),
      ])
  }

  static func question(
    _ id: String, critical: Bool = false, fatal: Bool = false
  ) -> QualityV1.Question {
    QualityV1.Question(
      questionID: id, text: "Was it \(id)?", critical: critical, fatal: fatal,
      notApplicableAllowed: true,
      answerOptions: [
        QualityV1.AnswerOption(answerID: "no", text: "No", points: 0),
        QualityV1.AnswerOption(answerID: "yes", text: "Yes", points: 1),
      ])
  }

  /// The answers that score 60 %, unless the fatal question is answered with `no`.
  static func answers(privacy: String = "yes") -> [QualityV1.Answer] {
    [
      QualityV1.Answer(questionID: "name", answerID: "yes"),
      QualityV1.Answer(questionID: "smile", answerID: "no", comment: "A smile is heard."),
      QualityV1.Answer(questionID: "thanks", answerID: "yes"),
      QualityV1.Answer(questionID: "privacy", answerID: privacy),
    ]
  }

  /// A served interaction, some seconds after 2026-03-01T10:00:00Z.
  static func interaction(
    _ id: String, agent: String = "", queue: String = "sales", second: Int64 = 0,
    outcome: QualityV1.Interaction.Outcome = .served
  ) -> QualityV1.Interaction {
    QualityV1.Interaction(
      interactionID: id, agentID: agent, queueID: queue,
      startTime: GoogleProtobuf.Timestamp(seconds: 1_772_359_200 + second, nanos: 5_000),
      waitDuration: GoogleProtobuf.Duration(seconds: 12),
      handleDuration: GoogleProtobuf.Duration(seconds: 180, nanos: 250_000_000),
      outcome: outcome)
  }

  static func date(_ day: Int32) -> GoogleType.Date {
    GoogleType.Date(year: 2026, month: 3, day: day)
  }
}

/// The status that a call fails with.
///
/// - Throws: Another error of the call; an expectation that failed when there is none.
func status(of call: () async throws -> some Sendable) async throws -> RPCStatus {
  var failure: RPCStatus?
  do {
    _ = try await call()
  } catch let status as RPCStatus {
    failure = status
  }
  return try #require(failure, "the call must fail")
}

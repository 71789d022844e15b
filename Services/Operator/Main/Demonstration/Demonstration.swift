internal import Kernel
internal import Messages
internal import OperatorDomain
internal import RPC
internal import WellKnownMessages

/// Shows the way from an evaluation to points, learning and coaching, on the imported interactions.
///
/// A second run with the same seed finds the form of the first one and changes nothing; a run that
/// was interrupted is taken up where it ended.
struct Demonstration {
  let suite: SuiteClient
  let plan: DemonstrationPlan

  /// How long the events may take to reach the other services.
  private static var arrivalLimit: Duration { .seconds(30) }

  /// Whether the demonstration of a plan is complete.
  static func isDone(_ plan: DemonstrationPlan, _ suite: SuiteClient) async throws -> Bool {
    guard let form = try await suite.allForms().first(where: { $0.displayName == plan.formName })
    else { return false }
    let evaluations = try await suite.allEvaluations().filter { $0.formID == form.formID }
    return !evaluations.isEmpty && evaluations.allSatisfy { $0.state == .released }
  }

  /// Runs all steps, and tells of each when it is done.
  func run(_ step: (String, String) -> Void) async throws -> DemonstrationOutcome {
    var outcome = DemonstrationOutcome()
    outcome.people = try await preparePeople()
    let agents = NumberText.counted(outcome.people, "agent")
    step("people", "an evaluator, a supervisor and \(agents) with their roles")

    let form = try await publishedForm()
    try await publishModules(formID: form.formID)
    step("form", "\"\(form.displayName)\" and \(DemonstrationModule.all.count) modules, published")

    let evaluations = try await releasedEvaluations(formID: form.formID)
    outcome.evaluations = evaluations.count
    outcome.released = evaluations.count { $0.state == .released }
    step("evaluations", "\(outcome.released) released")

    let arrival = DemonstrationArrival(suite: suite, evaluations: evaluations)
    var arrived = try await arrival.wait(limit: Self.arrivalLimit)
    let completedNow = try await completeAssignments(arrived.assignments)
    arrived = try await arrival.wait(limit: Self.arrivalLimit, completing: completedNow)
    outcome.assignments = arrived.assignments.count
    outcome.completed = arrived.assignments.count { $0.state == .completed }
    outcome.drafts = arrived.appointments.count
    outcome.hasArrived = arrived.isComplete
    let assignments = NumberText.counted(outcome.assignments, "assignment")
    step("learning", "\(assignments), \(outcome.completed) completed")
    let drafts = NumberText.counted(outcome.drafts, "appointment draft")
    step("coaching", "\(drafts) after fatal answers")
    return outcome
  }

  /// Brings in the evaluator and the supervisor and gives everybody a role.
  ///
  /// - Returns: The number of agents.
  private func preparePeople() async throws -> Int {
    let known = try await suite.allPeople()
    let staff = [DemonstrationPlan.evaluator, DemonstrationPlan.supervisor]
    let agents = known.filter { person in
      person.state == .active && !staff.contains { $0.id == person.personID }
    }
    guard !agents.isEmpty else {
      throw CommandFailure(
        "There are no agents yet; bring in a call file first: laurel import acd FILE")
    }
    let division = agents.lazy.map(\.divisionID).first { !$0.isEmpty } ?? ""
    let response = try await suite.directoryImports.importDirectory(options: suite.options()) {
      writer in
      try await writer.write(
        DirectoryV1.ImportDirectoryRequest(
          entries: staff.map { person in
            DirectoryV1.DirectoryEntry(
              entry: .person(
                DirectoryV1.Person(
                  personID: person.id, displayName: person.name, divisionID: division)))
          }))
    }
    if let failure = response.failures.first {
      throw CommandFailure("A person was refused: \(failure.field) \(failure.reason)")
    }
    for agent in agents {
      try await grant("agent", to: agent.personID, DirectoryV1.Scope(kind: .own))
    }
    let everybody =
      division.isEmpty
      ? DirectoryV1.Scope(kind: .all)
      : DirectoryV1.Scope(kind: .division, targetID: division)
    try await grant("quality_evaluator", to: DemonstrationPlan.evaluator.id, everybody)
    try await grant("supervisor", to: DemonstrationPlan.supervisor.id, everybody)
    return agents.count
  }

  private func grant(_ role: String, to person: String, _ scope: DirectoryV1.Scope) async throws {
    _ = try await suite.roles.createGrant(
      DirectoryV1.CreateGrantRequest(
        grant: DirectoryV1.Grant(personID: person, roleID: role, scope: scope),
        requestID: plan.requestID("grant \(role) \(person)")),
      options: suite.options())
  }

  private func publishedForm() async throws -> QualityV1.Form {
    let present = try await suite.allForms().first { $0.displayName == plan.formName }
    var form = present ?? QualityV1.Form()
    if present == nil {
      form =
        try await suite.forms.createForm(
          QualityV1.CreateFormRequest(
            form: QualityV1.Form(plan.form, displayName: plan.formName),
            requestID: plan.requestID("create form")),
          options: suite.options()
        ).form ?? form
    }
    guard form.state == .draft else { return form }
    return try await suite.forms.publishForm(
      QualityV1.PublishFormRequest(
        formID: form.formID, requestID: plan.requestID("publish form \(form.formID)")),
      options: suite.options()
    ).form ?? form
  }

  private func publishModules(formID: String) async throws {
    let present = try await suite.allModules()
    for planned in DemonstrationModule.all {
      let message = LearningV1.Module(planned, formID: formID)
      var module =
        present.first {
          $0.displayName == message.displayName
            && $0.questionGroupBindings.contains { $0.formID == formID }
        } ?? LearningV1.Module()
      if module.moduleID.isEmpty {
        module =
          try await suite.modules.createModule(
            LearningV1.CreateModuleRequest(
              module: message,
              requestID: plan.requestID("create module \(formID) \(message.displayName)")),
            options: suite.options()
          ).module ?? module
      }
      guard module.state == .draft else { continue }
      _ = try await suite.modules.publishModule(
        LearningV1.PublishModuleRequest(
          moduleID: module.moduleID,
          requestID: plan.requestID("publish module \(module.moduleID)")),
        options: suite.options())
    }
  }

  /// Draws interactions once, answers what is pending and releases what is finished.
  private func releasedEvaluations(formID: String) async throws -> [QualityV1.Evaluation] {
    var evaluations = try await suite.allEvaluations().filter { $0.formID == formID }
    if evaluations.isEmpty {
      try await sample(formID: formID)
      evaluations = try await suite.allEvaluations().filter { $0.formID == formID }
    }
    for index in evaluations.indices {
      if evaluations[index].state == .pending {
        evaluations[index] = try await submit(evaluations[index])
      }
      if evaluations[index].state == .finished {
        evaluations[index] = try await release(evaluations[index])
      }
    }
    return evaluations
  }

  private func sample(formID: String) async throws {
    let summary = try await suite.interactions.summarizeInteractions(
      QualityV1.SummarizeInteractionsRequest(), options: suite.options())
    guard let first = summary.firstWorkday, let last = summary.lastWorkday else {
      throw CommandFailure(
        "There are no interactions yet; bring in a call file first: laurel import acd FILE")
    }
    let request = QualityV1.SampleInteractionsRequest(
      formID: formID, evaluatorID: DemonstrationPlan.evaluator.id, startWorkday: first,
      endWorkday: last, interactionsPerAgent: Int32(plan.interactionsPerAgent),
      seed: Int64(bitPattern: plan.seed), requestID: plan.requestID("sample \(formID)"))
    _ = try await Waiting.forPerson(in: "evaluator_id") {
      try await suite.evaluations.sampleInteractions(request, options: suite.options())
    }
  }

  private func submit(_ evaluation: QualityV1.Evaluation) async throws -> QualityV1.Evaluation {
    let answers = plan.form.answers(for: evaluation.interactionID, seed: plan.seed)
    return try await suite.evaluations.submitEvaluation(
      QualityV1.SubmitEvaluationRequest(
        evaluationID: evaluation.evaluationID, answers: answers.map(QualityV1.Answer.init),
        requestID: plan.requestID("submit \(evaluation.evaluationID)")),
      options: suite.options()
    ).evaluation ?? evaluation
  }

  private func release(_ evaluation: QualityV1.Evaluation) async throws -> QualityV1.Evaluation {
    try await suite.evaluations.releaseEvaluation(
      QualityV1.ReleaseEvaluationRequest(
        evaluationID: evaluation.evaluationID,
        requestID: plan.requestID("release \(evaluation.evaluationID)")),
      options: suite.options()
    ).evaluation ?? evaluation
  }

  /// Completes those assignments that the plan chooses.
  ///
  /// - Returns: The ids of the chosen assignments, completed now or before.
  private func completeAssignments(
    _ assignments: [LearningV1.Assignment]
  ) async throws -> Set<String> {
    let names = Dictionary(
      try await suite.allModules().map { ($0.moduleID, $0.displayName) }, uniquingKeysWith: { $1 })
    var chosen: Set<String> = []
    for assignment in assignments {
      let module = names[assignment.moduleID] ?? assignment.moduleID
      guard plan.completes(person: assignment.personID, module: module) else { continue }
      chosen.insert(assignment.assignmentID)
      guard assignment.state == .assigned else { continue }
      _ = try await suite.assignments.completeAssignment(
        LearningV1.CompleteAssignmentRequest(
          assignmentID: assignment.assignmentID,
          requestID: plan.requestID("complete \(assignment.assignmentID)")),
        options: suite.options())
    }
    return chosen
  }
}

package import Kernel
package import Postgres
package import QualityDomain

/// Keeps evaluations in the table `quality.evaluation`.
package struct PostgresEvaluationRepository: EvaluationRepository {
  /// The services that a release is told to.
  package static var destinations: Set<String> { ["gamification", "learning", "coaching"] }

  /// The number of evaluations that are read at once, whatever is asked for: the comments of one
  /// may have 256 KiB.
  package static var rowsMax: Int { 200 }

  private let pool: PostgresPool
  private let ids: any IDGenerator
  private let encodeEvent: @Sendable (EvaluationReleased) -> [UInt8]

  /// Makes a repository; `encodeEvent` writes a release as it travels to the other services.
  package init(
    pool: PostgresPool, ids: any IDGenerator,
    encodeEvent: @escaping @Sendable (EvaluationReleased) -> [UInt8]
  ) {
    self.pool = pool
    self.ids = ids
    self.encodeEvent = encodeEvent
  }

  package func evaluation(
    in organization: OrganizationID, id: EvaluationID
  ) async throws -> Evaluation {
    let evaluation = try await pool.first(
      SelectEvaluation(organization: organization, evaluation: id),
      in: .organization(organization))
    guard let evaluation else { throw QualityError.evaluationNotFound(id) }
    return evaluation
  }

  package func evaluations(
    in organization: OrganizationID, matching filter: EvaluationFilter,
    after position: [String]?, size: PageSize
  ) async throws -> Page<Evaluation> {
    let size = size.lowered(to: Self.rowsMax)
    let rows = try await pool.execute(
      SelectEvaluations(
        organization: organization, filter: filter, after: position, rows: size.rows + 1),
      in: .organization(organization))
    return Page(rows, size: size, position: SelectEvaluations.position)
      .limitingText(byteCount: \.byteCount, position: SelectEvaluations.position)
  }

  package func sample(
    _ plan: SamplePlan, context: ChangeContext, request: IdempotentRequest<[EvaluationID]>
  ) async throws -> IdempotentOutcome<[EvaluationID]> {
    try await pool.withTransaction(.organization(context.organization)) { transaction in
      try await transaction.perform(request, organization: context.organization) {
        try await sample(plan, context: context, in: transaction)
      }
    }
  }

  package func submit(
    _ answers: [Answer], to id: EvaluationID, context: ChangeContext,
    request: IdempotentRequest<Evaluation>
  ) async throws -> IdempotentOutcome<Evaluation> {
    let organization = context.organization
    return try await pool.withTransaction(.organization(organization)) { transaction in
      try await transaction.perform(request, organization: organization) {
        let locked = try await lock(id, organization, in: transaction)
        let sheet = try AnswerSheet(answers, to: locked.questionnaire)
        let evaluation = try locked.evaluation.submitting(sheet, at: context.time)
        guard let submission = evaluation.submission else {
          preconditionFailure("an evaluation that was just submitted has a submission")
        }
        try transaction.enqueue(
          UpdateSubmission(organization: organization, evaluation: id, submission: submission))
        try transaction.audit(
          context, id: ids, "evaluation.submit", subject: "evaluation/\(id)")
        return evaluation
      }
    }
  }

  package func release(
    _ id: EvaluationID, context: ChangeContext, request: IdempotentRequest<Evaluation>
  ) async throws -> IdempotentOutcome<Evaluation> {
    try await pool.withTransaction(.organization(context.organization)) { transaction in
      try await transaction.perform(request, organization: context.organization) {
        try await release(id, context: context, in: transaction)
      }
    }
  }

  /// Draws and assigns; the lock on the form keeps two draws for it from the same interactions.
  private func sample(
    _ plan: SamplePlan, context: ChangeContext, in transaction: Transaction
  ) async throws -> [EvaluationID] {
    let organization = context.organization
    let form = try await transaction.first(
      LockForm(organization: organization, form: plan.form))
    guard let form else { throw QualityError.formNotFound(plan.form) }
    guard form.isPublished else { throw QualityError.formNotPublished(plan.form) }
    let isMember = try await transaction.first(
      SelectMemberExists(organization: organization, person: plan.evaluator))
    guard isMember == true else {
      throw ValidationError(
        field: "evaluator_id", reason: "is not an active person of the organization")
    }
    let candidates = try await transaction.execute(
      SelectCandidates(
        organization: organization, plan: plan, rows: SamplePlan.candidatesMax + 1))
    guard candidates.count <= SamplePlan.candidatesMax else {
      throw ValidationError(
        field: "end_workday",
        reason: "must leave at most \(SamplePlan.candidatesMax) interactions to draw from")
    }
    let drawn = plan.draw.draw(from: candidates)
    guard drawn.count <= SamplePlan.evaluationsMax else {
      throw ValidationError(
        field: "interactions_per_agent",
        reason: "must draw at most \(SamplePlan.evaluationsMax) interactions in all")
    }
    let evaluations = drawn.map { _ in ids.makeID(EvaluationID.self) }
    guard !drawn.isEmpty else { return [] }
    try transaction.enqueue(
      InsertEvaluations(
        organization: organization, form: form, evaluator: plan.evaluator,
        createTime: context.time, ids: evaluations, drawn: drawn))
    try transaction.audit(
      context, id: ids, "evaluation.sample", subject: "form/\(form.id)", count: drawn.count)
    return evaluations
  }

  private func release(
    _ id: EvaluationID, context: ChangeContext, in transaction: Transaction
  ) async throws -> Evaluation {
    let organization = context.organization
    let locked = try await lock(id, organization, in: transaction)
    let workday = try await transaction.first(
      SelectWorkday(organization: organization, time: context.time))
    guard let workday else { throw QualityError.organizationUnknown }
    let evaluation = try locked.evaluation.releasing(at: context.time, workday: workday)
    let event = try event(of: evaluation, by: locked.questionnaire)
    try transaction.enqueue(
      UpdateRelease(organization: organization, evaluation: id, release: event.release))
    try transaction.append(
      OutboxEvent(
        eventID: event.eventID, organization: organization, subject: event.subject,
        subjectVersion: evaluation.version, type: "evaluation.released",
        payload: encodeEvent(event), destinations: Self.destinations))
    try transaction.audit(
      context, id: ids, "evaluation.release", subject: event.subject)
    return evaluation
  }

  /// Describes a release, with the questions read again from the form.
  private func event(
    of evaluation: Evaluation, by questionnaire: Questionnaire
  ) throws -> EvaluationReleased {
    let answers = evaluation.submission?.answers ?? []
    guard let sheet = try? AnswerSheet(answers, to: questionnaire),
      let event = EvaluationReleased(
        eventID: ids.makeUUID(), evaluation: evaluation, sheet: sheet)
    else { throw StoredDataError.answersDoNotFitForm }
    return event
  }

  private func lock(
    _ id: EvaluationID, _ organization: OrganizationID, in transaction: Transaction
  ) async throws -> LockEvaluation.Row {
    let row = try await transaction.first(
      LockEvaluation(organization: organization, evaluation: id))
    guard let row else { throw QualityError.evaluationNotFound(id) }
    return row
  }
}

/// What the database holds contradicts itself; somebody must have changed it by hand.
package enum StoredDataError: Error, Hashable, Sendable {
  /// The answers of an evaluation do not answer the questions of its form.
  case answersDoNotFitForm
}

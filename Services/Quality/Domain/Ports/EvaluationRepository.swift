package import Kernel

/// Which evaluations are asked for.
package struct EvaluationFilter: Hashable, Sendable {
  /// What the caller may see.
  package var visibility: Visibility
  /// Who asks, as ``Evaluation/isShown(to:)`` needs it; `nil` for a service.
  package var viewer: PersonID?
  /// Only of this agent; `nil` for all.
  package var agent: PersonID?
  /// Only in this state; `nil` for all.
  package var state: Evaluation.State?

  package init(
    visibility: Visibility, viewer: PersonID?, agent: PersonID? = nil,
    state: Evaluation.State? = nil
  ) {
    self.visibility = visibility
    self.viewer = viewer
    self.agent = agent
    self.state = state
  }
}

/// A wish for new evaluations.
package struct SamplePlan: Hashable, Sendable {
  /// The largest number of interactions that one draw considers.
  package static var candidatesMax: Int { 200_000 }
  /// The largest number of evaluations that one draw may make.
  package static var evaluationsMax: Int { 10_000 }

  package let form: FormID
  package let evaluator: PersonID
  package let workdays: WorkdayRange
  package let draw: InteractionDraw
  /// Whose interactions the caller may have evaluated.
  package let visibility: Visibility

  package init(
    form: FormID, evaluator: PersonID, workdays: WorkdayRange, draw: InteractionDraw,
    visibility: Visibility
  ) {
    self.form = form
    self.evaluator = evaluator
    self.workdays = workdays
    self.draw = draw
    self.visibility = visibility
  }
}

/// Keeps the evaluations of organisations.
package protocol EvaluationRepository: Sendable {
  /// Gets an evaluation, whoever may see it.
  ///
  /// - Throws: ``QualityError/evaluationNotFound(_:)``.
  func evaluation(in organization: OrganizationID, id: EvaluationID) async throws -> Evaluation

  /// Lists evaluations, oldest first; a page may be shorter than asked for.
  ///
  /// The position is ``Page/nextPosition`` of the page before.
  func evaluations(
    in organization: OrganizationID, matching filter: EvaluationFilter,
    after position: [String]?, size: PageSize
  ) async throws -> Page<Evaluation>

  /// Draws served interactions that the form was not drawn for before, and assigns them.
  ///
  /// - Returns: The new evaluations by agent, then by order of the draw.
  /// - Throws: ``QualityError/formNotFound(_:)``, ``QualityError/formNotPublished(_:)``;
  ///   ``ValidationError`` for an evaluator that nobody knows and for a draw over the limits of
  ///   ``SamplePlan``.
  func sample(
    _ plan: SamplePlan, context: ChangeContext, request: IdempotentRequest<[EvaluationID]>
  ) async throws -> IdempotentOutcome<[EvaluationID]>

  /// Answers a pending evaluation and scores it.
  ///
  /// - Throws: ``QualityError/evaluationNotFound(_:)``,
  ///   ``QualityError/evaluationNotPending(_:)``; ``ValidationError`` for the answers.
  func submit(
    _ answers: [Answer], to id: EvaluationID, context: ChangeContext,
    request: IdempotentRequest<Evaluation>
  ) async throws -> IdempotentOutcome<Evaluation>

  /// Shows a finished evaluation to its agent and queues the event for the other services.
  ///
  /// - Throws: ``QualityError/evaluationNotFound(_:)``,
  ///   ``QualityError/evaluationNotFinished(_:)``, ``QualityError/organizationUnknown``.
  func release(
    _ id: EvaluationID, context: ChangeContext, request: IdempotentRequest<Evaluation>
  ) async throws -> IdempotentOutcome<Evaluation>
}

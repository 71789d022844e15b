package import Kernel

/// Keeps the forms of organisations.
package protocol FormRepository: Sendable {
  /// Gets a form.
  ///
  /// - Throws: ``QualityError/formNotFound(_:)``.
  func form(in organization: OrganizationID, id: FormID) async throws -> Form

  /// Lists forms, newest first; a page may be shorter than asked for.
  ///
  /// The position is ``Page/nextPosition`` of the page before.
  func forms(
    in organization: OrganizationID, after position: [String]?, size: PageSize
  ) async throws -> Page<Form>

  /// Stores a new draft.
  func create(
    _ questionnaire: Questionnaire, context: ChangeContext, request: IdempotentRequest<Form>
  ) async throws -> IdempotentOutcome<Form>

  /// Publishes a draft.
  ///
  /// - Throws: ``QualityError/formNotFound(_:)``, ``QualityError/formNotDraft(_:)``.
  func publish(
    _ id: FormID, context: ChangeContext, request: IdempotentRequest<Form>
  ) async throws -> IdempotentOutcome<Form>
}

package import Kernel

/// Keeps the learning modules.
///
/// Besides the errors named, every method throws the store's own when the database fails.
package protocol ModuleRepository: Sendable {
  /// Finds a module; `nil` when the organisation has no such module.
  func module(in organization: OrganizationID, id: ModuleID) async throws -> LearningModule?

  /// Reads a page of the modules, newest first.
  func modules(
    in organization: OrganizationID, after position: ListPosition, size: PageSize
  ) async throws -> Page<LearningModule>

  /// Stores a new draft; `caller` is the ``Caller/key`` of who creates it, for the audit.
  func create(
    in organization: OrganizationID, _ module: LearningModule, by caller: String,
    request: IdempotentRequest<LearningModule>
  ) async throws -> IdempotentOutcome<LearningModule>

  /// Publishes a draft.
  ///
  /// - Throws: ``LearningError/moduleNotFound(_:)``, ``LearningError/moduleNotDraft(_:)``.
  func publish(
    in organization: OrganizationID, id: ModuleID, by caller: String, at now: Timestamp,
    request: IdempotentRequest<LearningModule>
  ) async throws -> IdempotentOutcome<LearningModule>
}

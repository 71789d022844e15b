package import Kernel

/// Keeps what people and their supervisors agree on.
///
/// Methods that take the id of an agreement throw
/// ``GamificationError/objectiveAgreementNotFound(_:)``, those that need today's workday
/// ``GamificationError/organizationUnknown``.
package protocol AgreementRepository: Sendable {
  /// Stores what `propose` makes of today's workday.
  ///
  /// Throws ``GamificationError/profileMetricNotFound(_:)``.
  func propose(
    in organization: OrganizationID, _ metric: ProfileMetricID, audit: AuditContext,
    at now: Timestamp, request: IdempotentRequest<ObjectiveAgreement>,
    _ propose: @Sendable (_ today: Workday) throws -> ObjectiveAgreement
  ) async throws -> IdempotentOutcome<ObjectiveAgreement>

  func agreement(
    in organization: OrganizationID, _ id: ObjectiveAgreementID
  ) async throws -> ObjectiveAgreement

  /// Reads how far the person is.
  func progress(
    in organization: OrganizationID, of agreement: ObjectiveAgreement, at now: Timestamp
  ) async throws -> AgreementProgress

  /// Reads a page of agreements, oldest first.
  func agreements(
    in organization: OrganizationID, _ query: AgreementQuery, after position: ListPosition,
    size: PageSize
  ) async throws -> Page<ObjectiveAgreement>

  /// Locks the agreements of the person and metric of one, and stores what `change` makes of it,
  /// and what that makes of the others.
  func change(
    in organization: OrganizationID, _ id: ObjectiveAgreementID, action: String,
    audit: AuditContext, at now: Timestamp, request: IdempotentRequest<ObjectiveAgreement>,
    _ change: @Sendable (ObjectiveAgreement) throws -> ObjectiveAgreement
  ) async throws -> IdempotentOutcome<ObjectiveAgreement>
}

package import Kernel

/// Keeps what is measured outside.
///
/// Methods that store values throw ``GamificationError/organizationUnknown`` while the directory
/// has not told of the organisation.
package protocol ExternalDataRepository: Sendable {
  /// Stores items, each by itself, and tells what became of each.
  ///
  /// Throws ``GamificationError/tooManyExternalOrphans(limit:)``; then nothing is stored.
  func upload(
    in organization: OrganizationID, _ upload: ExternalUpload, audit: AuditContext,
    at now: Timestamp, request: IdempotentRequest<[ExternalDataOutcome]>
  ) async throws -> IdempotentOutcome<[ExternalDataOutcome]>

  /// Stores points unless they have come before; errors name the field below `field`.
  ///
  /// Throws ``GamificationError/externalMetricNotFound(_:)`` and
  /// ``GamificationError/externalMetricDisabled(_:)``.
  func submit(
    in organization: OrganizationID, _ points: ExternalPoints, field: String,
    audit: AuditContext, at now: Timestamp
  ) async throws -> ExternalPointsReceipt

  /// Reads a page of the orphans, oldest first.
  func orphans(
    in organization: OrganizationID, after position: ListPosition, at now: Timestamp,
    size: PageSize
  ) async throws -> Page<ExternalOrphan>

  /// Stores orphans, each by itself, and tells what became of each; those that are stored are no
  /// orphans any more.
  func attach(
    in organization: OrganizationID, _ attachment: OrphanAttachment, audit: AuditContext,
    at now: Timestamp, request: IdempotentRequest<[ExternalDataOutcome]>
  ) async throws -> IdempotentOutcome<[ExternalDataOutcome]>

  /// Deletes orphans and tells how many there were.
  func deleteOrphans(
    in organization: OrganizationID, _ ids: [ExternalOrphanID], audit: AuditContext,
    request: IdempotentRequest<Int>
  ) async throws -> IdempotentOutcome<Int>
}

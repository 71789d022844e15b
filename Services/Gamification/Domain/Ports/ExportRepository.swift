package import Kernel

/// Reads points to hand them over.
///
/// The methods throw ``GamificationError/organizationUnknown`` while nobody knows which workdays
/// are over, and ``GamificationError/metricNotFound(_:)``.
package protocol ExportRepository: Sendable {
  /// Records that somebody exports points.
  func begin(
    in organization: OrganizationID, _ query: ExportQuery, audit: AuditContext, at now: Timestamp
  ) async throws

  /// Reads at most so many workdays behind a position, in the order of positions.
  func part(
    in organization: OrganizationID, _ query: ExportQuery, behind position: ExportPosition,
    daysMax: Int, at now: Timestamp
  ) async throws -> ExportPart
}

package import Kernel

/// Keeps the metrics that are measured outside.
///
/// Methods that take a metric's id throw ``GamificationError/externalMetricNotFound(_:)``.
package protocol ExternalMetricRepository: Sendable {
  /// Stores a new metric.
  ///
  /// Throws ``GamificationError/tooManyExternalMetrics(limit:)``, and
  /// ``GamificationError/organizationUnknown`` while the directory has not told of it.
  func create(
    in organization: OrganizationID, _ metric: ExternalMetric, audit: AuditContext,
    request: IdempotentRequest<ExternalMetric>
  ) async throws -> IdempotentOutcome<ExternalMetric>

  func metric(
    in organization: OrganizationID, _ id: ExternalMetricID
  ) async throws -> ExternalMetric

  /// Reads a page of the metrics, oldest first.
  func metrics(
    in organization: OrganizationID, after position: ListPosition, size: PageSize
  ) async throws -> Page<ExternalMetric>

  /// Locks a metric and stores what `change` makes of it; nothing when that is the same.
  func change(
    in organization: OrganizationID, _ id: ExternalMetricID, audit: AuditContext,
    request: IdempotentRequest<ExternalMetric>,
    _ change: @Sendable (ExternalMetric) throws -> ExternalMetric
  ) async throws -> IdempotentOutcome<ExternalMetric>

  /// Deletes a metric that no definition is made of, and that no profile has.
  ///
  /// Throws ``GamificationError/externalMetricInUse(_:)``.
  func delete(
    in organization: OrganizationID, _ id: ExternalMetricID, audit: AuditContext,
    request: IdempotentRequest<ExternalMetricID>
  ) async throws -> IdempotentOutcome<ExternalMetricID>
}

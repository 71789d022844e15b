package import Kernel

/// Keeps the metrics of profiles.
///
/// Methods that need today's workday throw ``GamificationError/organizationUnknown``; those that
/// take a metric's id ``GamificationError/profileMetricNotFound(_:)``.
package protocol ProfileMetricRepository: ProfileMetricCopyRepository {
  /// Adds a metric with what `settings` makes of its definition.
  ///
  /// Throws ``GamificationError/profileNotFound(_:)``,
  /// ``GamificationError/metricDefinitionNotFound(_:)`` or
  /// ``GamificationError/tooManyProfileMetrics(limit:)``.
  func create(
    in organization: OrganizationID, _ place: ProfileMetricPlace, audit: AuditContext,
    at now: Timestamp, request: IdempotentRequest<ProfileMetric>,
    _ settings: @Sendable (MetricDefinition) throws -> ProfileMetricSettings
  ) async throws -> IdempotentOutcome<ProfileMetric>

  /// Reads a metric as it is on a workday, today when none is given.
  func metric(
    in organization: OrganizationID, _ id: ProfileMetricID, on workday: Workday?, at now: Timestamp
  ) async throws -> ProfileMetric

  /// Reads a page of the metrics of a profile in their order, as they are on a workday, today when
  /// none is given.
  ///
  /// Throws ``GamificationError/profileNotFound(_:)``. The position of the page names its workday.
  func metrics(
    in organization: OrganizationID, of profile: ProfileID, on workday: Workday?,
    after position: Int32, size: PageSize, at now: Timestamp
  ) async throws -> Page<ProfileMetric>

  /// Reads a page of the versions of a metric, newest first, before a version.
  func versions(
    in organization: OrganizationID, of id: ProfileMetricID, before version: Int64, size: PageSize
  ) async throws -> Page<ProfileMetric>

  /// Locks a metric and stores what `settings` makes of its newest version and its definition;
  /// metrics that are linked to it follow.
  ///
  /// Throws ``GamificationError/profileMetricLinked(_:to:)``.
  func change(
    in organization: OrganizationID, _ id: ProfileMetricID, start: Workday?, audit: AuditContext,
    at now: Timestamp, request: IdempotentRequest<ProfileMetric>,
    _ settings: @Sendable (ProfileMetric, MetricDefinition) throws -> ProfileMetricSettings
  ) async throws -> IdempotentOutcome<ProfileMetric>

  /// Puts the metrics of a profile into an order that names each of them once.
  ///
  /// Throws ``GamificationError/profileNotFound(_:)``, or ``ValidationError`` for
  /// `profile_metric_ids`.
  func reorder(
    in organization: OrganizationID, _ order: [ProfileMetricID], of profile: ProfileID,
    audit: AuditContext, at now: Timestamp, request: IdempotentRequest<[ProfileMetricID]>
  ) async throws -> IdempotentOutcome<[ProfileMetricID]>
}

/// Where a new metric comes, and from when on.
package struct ProfileMetricPlace: Hashable, Sendable {
  package let id: ProfileMetricID
  package let profile: ProfileID
  package let definitionID: String
  /// `nil` for today.
  package let start: Workday?

  package init(id: ProfileMetricID, profile: ProfileID, definitionID: String, start: Workday?) {
    self.id = id
    self.profile = profile
    self.definitionID = definitionID
    self.start = start
  }
}

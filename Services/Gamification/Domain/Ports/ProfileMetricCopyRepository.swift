package import Kernel

/// Keeps metrics that are like those of other profiles.
///
/// Methods throw ``GamificationError/profileMetricNotFound(_:)`` and
/// ``GamificationError/organizationUnknown``.
package protocol ProfileMetricCopyRepository: Sendable {
  /// Adds a metric like that of another profile to a profile, or one that is linked to it.
  ///
  /// Throws ``GamificationError/profileNotFound(_:)``,
  /// ``GamificationError/profileMetricLinked(_:to:)`` or
  /// ``GamificationError/tooManyProfileMetrics(limit:)``; ``ValidationError`` for `profile_id`.
  func copy(
    in organization: OrganizationID, _ copy: ProfileMetricCopy, audit: AuditContext,
    at now: Timestamp, request: IdempotentRequest<ProfileMetric>
  ) async throws -> IdempotentOutcome<ProfileMetric>

  /// Gives a linked metric settings of its own from a workday on, today when none is given.
  ///
  /// Throws ``GamificationError/profileMetricNotLinked(_:)``, or ``ValidationError`` for
  /// `start_workday`.
  func unlink(
    in organization: OrganizationID, _ id: ProfileMetricID, start: Workday?, audit: AuditContext,
    at now: Timestamp, request: IdempotentRequest<ProfileMetric>
  ) async throws -> IdempotentOutcome<ProfileMetric>
}

/// A metric that is to be like that of another profile.
package struct ProfileMetricCopy: Hashable, Sendable {
  /// The metric that there is.
  package let source: ProfileMetricID
  /// The id of the new one.
  package let id: ProfileMetricID
  /// The profile of the new one.
  package let profile: ProfileID
  /// `nil` for today.
  package let start: Workday?
  /// Whether it stays like the other one.
  package let isLinked: Bool

  package init(
    of source: ProfileMetricID, as id: ProfileMetricID, to profile: ProfileID, start: Workday?,
    isLinked: Bool
  ) {
    self.source = source
    self.id = id
    self.profile = profile
    self.start = start
    self.isLinked = isLinked
  }
}

package import Kernel

/// Keeps whether and how the points of organisations are made.
///
/// All methods throw ``GamificationError/organizationUnknown``.
package protocol SettingsRepository: Sendable {
  /// Reads the settings that hold on a workday, today when none is given.
  func settings(
    in organization: OrganizationID, on workday: Workday?, at now: Timestamp
  ) async throws -> SettingsVersion

  /// Reads a page of the versions, newest first, before a version.
  func versions(
    in organization: OrganizationID, before version: Int64, size: PageSize
  ) async throws -> Page<SettingsVersion>

  /// Stores what `change` makes of the newest settings, from a workday on, today when none is
  /// given.
  ///
  /// With the first settings that give points, an organisation without a profile gets the default
  /// one, and whatever was set up before holds from the same workday on. Throws
  /// ``ValidationError`` for `start_workday`.
  func change(
    in organization: OrganizationID, start: Workday?, audit: AuditContext, at now: Timestamp,
    request: IdempotentRequest<SettingsVersion>,
    _ change: @Sendable (SettingsVersion) throws -> GamificationSettings
  ) async throws -> IdempotentOutcome<SettingsVersion>
}

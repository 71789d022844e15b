package import Kernel

/// A profile that is to be made.
package struct ProfileDraft: Hashable, Sendable {
  package let id: ProfileID
  package let settings: ProfileSettings
  /// The profile whose metrics it gets, those that are enabled today; `nil` for none.
  package let copied: ProfileID?

  package init(id: ProfileID, settings: ProfileSettings, copying copied: ProfileID?) {
    self.id = id
    self.settings = settings
    self.copied = copied
  }
}

/// Keeps profiles.
///
/// Methods that take a profile's id throw ``GamificationError/profileNotFound(_:)``.
package protocol ProfileRepository: Sendable {
  /// Stores a new profile; the first one of an organisation becomes its default profile.
  ///
  /// Throws ``GamificationError/tooManyProfiles(limit:)``,
  /// ``GamificationError/profileNotFound(_:)`` for the profile whose metrics it gets, and
  /// ``GamificationError/organizationUnknown`` while the directory has not told of it.
  func create(
    in organization: OrganizationID, _ draft: ProfileDraft, _ ids: any IDGenerator,
    audit: AuditContext, at now: Timestamp, request: IdempotentRequest<PerformanceProfile>
  ) async throws -> IdempotentOutcome<PerformanceProfile>

  func profile(
    in organization: OrganizationID, _ id: ProfileID, at now: Timestamp
  ) async throws -> PerformanceProfile

  /// Reads a page of the profiles, oldest first; those in a state when one is given.
  func profiles(
    in organization: OrganizationID, state: PerformanceProfile.State?,
    after position: ListPosition, size: PageSize, at now: Timestamp
  ) async throws -> Page<PerformanceProfile>

  /// Reads a page of what a profile was, newest first, before a version.
  func versions(
    in organization: OrganizationID, of id: ProfileID, before version: Int64, size: PageSize,
    at now: Timestamp
  ) async throws -> Page<ProfileVersion>

  /// Locks a profile and stores what `change` makes of it; nothing when that is the same.
  func change(
    in organization: OrganizationID, _ id: ProfileID, audit: AuditContext, at now: Timestamp,
    request: IdempotentRequest<PerformanceProfile>,
    _ change: @Sendable (PerformanceProfile) throws -> PerformanceProfile
  ) async throws -> IdempotentOutcome<PerformanceProfile>

  /// Deletes a profile that nobody is, was or will be in, and that is not the default profile.
  ///
  /// Throws ``GamificationError/profileInUse(_:)`` or ``GamificationError/profileIsDefault(_:)``.
  func delete(
    in organization: OrganizationID, _ id: ProfileID, audit: AuditContext, at now: Timestamp,
    request: IdempotentRequest<ProfileID>
  ) async throws -> IdempotentOutcome<ProfileID>
}

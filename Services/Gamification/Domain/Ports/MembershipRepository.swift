package import Kernel

/// Keeps who is in which profile.
///
/// Methods that take a profile's id throw ``GamificationError/profileNotFound(_:)``; those that
/// need today's workday throw ``GamificationError/organizationUnknown``.
package protocol MembershipRepository: Sendable {
  /// Tells what would become of people, and how many more a profile has room for.
  func plan(
    in organization: OrganizationID, _ people: [PersonID], for id: ProfileID,
    start: Workday?, at now: Timestamp
  ) async throws -> (plan: MembershipPlan, roomCount: Int)

  /// Changes who is in a profile: everybody or, when somebody is refused, nobody.
  func changeMembers(
    in organization: OrganizationID, _ change: MembershipChange, audit: AuditContext,
    at now: Timestamp, request: IdempotentRequest<MembershipResult>
  ) async throws -> IdempotentOutcome<MembershipResult>

  /// Reads a page of the visible people of a profile on a workday, today when none is given.
  func members(
    in organization: OrganizationID, _ query: MemberQuery, at now: Timestamp, size: PageSize
  ) async throws -> Page<MemberStay>

  /// Reads a page of somebody's stays that share a workday with a range, oldest first, after the
  /// one that begins with a workday.
  func stays(
    in organization: OrganizationID, of person: PersonID, over range: WorkdayRange,
    after start: Workday?, size: PageSize
  ) async throws -> Page<MemberStay>
}

/// Which members of a profile are to be listed.
package struct MemberQuery: Hashable, Sendable {
  package let profile: ProfileID
  /// `nil` for today.
  package let workday: Workday?
  package let visibility: Visibility
  /// The last person of the page before; empty for the first page.
  package let lastPersonID: String

  package init(
    profile: ProfileID, workday: Workday?, visibility: Visibility, lastPersonID: String
  ) {
    self.profile = profile
    self.workday = workday
    self.visibility = visibility
    self.lastPersonID = lastPersonID
  }
}

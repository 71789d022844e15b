package import Kernel

/// Keeps the rules between the metrics of profiles.
///
/// Methods throw ``GamificationError/profileNotFound(_:)``, and those that need today's workday
/// ``GamificationError/organizationUnknown``.
package protocol ProfileRulesRepository: Sendable {
  /// Reads the rules of a profile as they are on a workday, today when none is given.
  func rules(
    in organization: OrganizationID, of profile: ProfileID, on workday: Workday?, at now: Timestamp
  ) async throws -> ProfileRules

  /// Reads a page of the versions of the rules of a profile, newest first, before a version.
  func versions(
    in organization: OrganizationID, of profile: ProfileID, before version: Int64, size: PageSize,
    at now: Timestamp
  ) async throws -> Page<ProfileRules>

  /// Locks a profile and stores what `settings` makes of its newest rules.
  ///
  /// Throws ``GamificationError/externalMetricNotFound(_:)`` for measures of one that is not there.
  func change(
    in organization: OrganizationID, of profile: ProfileID, start: Workday?, audit: AuditContext,
    at now: Timestamp, request: IdempotentRequest<ProfileRules>,
    _ settings: @Sendable (ProfileRulesContext) throws -> ProfileRuleSettings
  ) async throws -> IdempotentOutcome<ProfileRules>
}

/// What the rules of a profile are checked with.
package struct ProfileRulesContext: Hashable, Sendable {
  /// The newest version.
  package let newest: ProfileRules
  /// The names of the metrics of the profile.
  package let names: [ProfileMetricID: String]
  /// All rules that the profile has or had.
  package let ruleIDs: Set<RuleID>

  package init(
    newest: ProfileRules, names: [ProfileMetricID: String], ruleIDs: Set<RuleID>
  ) {
    self.newest = newest
    self.names = names
    self.ruleIDs = ruleIDs
  }
}

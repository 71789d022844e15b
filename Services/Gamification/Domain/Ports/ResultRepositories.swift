package import Kernel

/// Sums up the facts of one person.
package protocol ScorecardRepository: Sendable {
  /// Sums up by metric and by workday.
  func sums(
    in organization: OrganizationID, of person: PersonID, over range: WorkdayRange
  ) async throws -> ScorecardSums

  /// The name of a person; empty while the directory has not told it yet.
  func displayName(in organization: OrganizationID, of person: PersonID) async throws -> String
}

/// Ranks people.
package protocol LeaderboardRepository: Sendable {
  /// Reads a page of the places, best first.
  ///
  /// Ranks count over everybody on the board, not over the page.
  func places(
    in organization: OrganizationID, _ query: LeaderboardQuery,
    after position: LeaderboardPosition, size: PageSize
  ) async throws -> Page<LeaderboardPlace>

  /// Whether everybody of a scope is visible, and there is somebody.
  func isWhollyVisible(
    in organization: OrganizationID, _ scope: LeaderboardScope, to visibility: Visibility
  ) async throws -> Bool
}

/// Reads the ledger.
package protocol LedgerRepository: Sendable {
  /// Reads a page of the entries, oldest first.
  func entries(
    in organization: OrganizationID, _ query: LedgerQuery, after position: LedgerPosition,
    size: PageSize
  ) async throws -> Page<LedgerEntry>
}

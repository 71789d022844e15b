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

/// Reads the ledger.
package protocol LedgerRepository: Sendable {
  /// Reads a page of the entries, oldest first.
  func entries(
    in organization: OrganizationID, _ query: LedgerQuery, after position: LedgerPosition,
    size: PageSize
  ) async throws -> Page<LedgerEntry>
}

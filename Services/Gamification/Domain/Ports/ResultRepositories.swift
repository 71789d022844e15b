package import Kernel

/// Reads what people have earned.
///
/// The methods throw ``GamificationError/organizationUnknown`` while nobody knows which workdays
/// are over.
package protocol ResultRepository: Sendable {
  /// Reads a person's workdays in a range, the oldest first, with the rules that explain them.
  ///
  /// With details, the range is a single workday, and the results have its account.
  func results(
    in organization: OrganizationID, of person: PersonID, over range: WorkdayRange,
    withDetails: Bool, at now: Timestamp
  ) async throws -> PersonResults

  /// Reads all that is known of a workday, with its postings, the oldest first.
  func account(
    in organization: OrganizationID, of day: PersonDay, at now: Timestamp
  ) async throws -> DayAccount
}

/// Reads the ledger.
package protocol LedgerRepository: Sendable {
  /// Reads a page of the postings, oldest first, with the rules that name their metrics.
  ///
  /// Throws ``GamificationError/metricNotFound(_:)``.
  func postings(
    in organization: OrganizationID, _ query: LedgerQuery, after position: LedgerPosition,
    size: PageSize, at now: Timestamp
  ) async throws -> LedgerPage
}

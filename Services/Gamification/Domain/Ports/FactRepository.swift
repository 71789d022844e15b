package import Kernel

/// Keeps the facts and the ledger, which change together.
package protocol FactRepository: Sendable {
  /// Records the facts of workdays in bulk.
  ///
  /// A fact replaces the one with the same key; each new or changed one adds a ledger entry with
  /// the difference in points. A fact that is there already changes nothing, even if its objective
  /// has changed since. Answers how many were new, changed and there already.
  func record(
    in organization: OrganizationID, _ facts: [ScoredFact], audit: AuditContext, at now: Timestamp
  ) async throws -> FactTally

  /// Applies a received event at most once; `scored` is its fact with the points, if it has one.
  func apply(
    in organization: OrganizationID, _ event: ReceivedEvent, scored: ScoredFact?,
    at now: Timestamp
  ) async throws -> EventApplication
}

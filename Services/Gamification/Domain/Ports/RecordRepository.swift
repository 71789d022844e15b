package import Kernel

/// Keeps what people have earned in days, weeks and months.
///
/// All methods throw ``GamificationError/organizationUnknown``, and
/// ``GamificationError/recordsNotReady`` while the sums are made for the first time.
package protocol RecordRepository: Sendable {
  /// Reads all points of a person up to a workday, today when none is given.
  func allTimePoints(
    in organization: OrganizationID, of person: PersonID, through end: Workday?, at now: Timestamp
  ) async throws -> (points: Points, end: Workday)

  /// Reads who has the best day, week and month, and whether the caller may see their results.
  ///
  /// Throws ``GamificationError/profileNotFound(_:)`` besides.
  func bestPoints(
    in organization: OrganizationID, _ scope: BestPointsScope, visibleBy visibility: Visibility,
    to caller: PersonID?, at now: Timestamp
  ) async throws -> BestPointsResults
}

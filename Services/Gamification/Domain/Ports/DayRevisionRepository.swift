package import Kernel

/// Tells whether workdays have changed.
package protocol DayRevisionRepository: Sendable {
  /// Looks at several workdays at once.
  ///
  /// - Returns: The revision of each, in their order.
  /// - Throws: ``GamificationError/organizationUnknown`` while nobody knows what day it is.
  func revisions(
    in organization: OrganizationID, of days: [WatchedDay], at now: Timestamp
  ) async throws -> [DayRevision]
}

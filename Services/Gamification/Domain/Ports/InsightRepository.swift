package import Kernel

/// Reads what insights are made of.
package protocol InsightRepository: Sendable {
  /// Reads the workdays of people in two periods.
  ///
  /// - Parameters:
  ///   - organization: Where they work.
  ///   - people: Whose workdays are read.
  ///   - periods: The periods.
  ///   - metric: Only this metric counts, by its id or that of its definition; `nil` for all.
  ///   - now: What tells which workdays are over.
  /// - Returns: What the workdays add up to.
  /// - Throws: ``GamificationError/metricNotFound(_:)``, and
  ///   ``GamificationError/organizationUnknown`` while nobody knows which workdays are over.
  func insights(
    in organization: OrganizationID, of people: [PersonID], over periods: InsightPeriods,
    metric: String?, at now: Timestamp
  ) async throws -> InsightResults
}

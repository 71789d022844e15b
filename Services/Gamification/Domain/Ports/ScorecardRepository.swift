package import Kernel

/// Reads how results went over time.
///
/// All methods throw ``GamificationError/organizationUnknown`` while nobody knows which workdays
/// are over.
package protocol ScorecardRepository: Sendable {
  /// Reads a person's workdays of a range, with those that they are compared with.
  ///
  /// Throws ``GamificationError/noReportingInterval(_:)``.
  func trend(
    in organization: OrganizationID, _ query: TrendQuery, at now: Timestamp
  ) async throws -> TrendResults

  /// Reads the sums of a group by workday.
  ///
  /// Throws ``GamificationError/profileNotFound(_:)``, ``GamificationError/metricNotFound(_:)`` or
  /// ``GamificationError/noReportingInterval(_:)``.
  func averages(
    in organization: OrganizationID, _ query: AverageQuery, at now: Timestamp
  ) async throws -> AverageResults

  /// Reads the active people with data on a workday, with the rules that name their metrics.
  func talkCandidates(
    in organization: OrganizationID, _ query: TalkQuery, at now: Timestamp
  ) async throws -> (candidates: [TalkCandidate], book: RuleBook)

  /// Reads every workday of a range, the oldest first.
  func attendance(
    in organization: OrganizationID, of person: PersonID, over range: WorkdayRange,
    at now: Timestamp
  ) async throws -> [AttendanceDay]
}

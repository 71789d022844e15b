package import Kernel

/// Keeps what was decided about points that anomaly rules hold.
///
/// The methods throw ``GamificationError/organizationUnknown`` while nobody knows which workdays
/// are over.
package protocol HeldPointsRepository: Sendable {
  /// Reads a page of what waits for somebody to look at it, with the rules that name the metrics.
  func heldPoints(
    in organization: OrganizationID, _ query: HeldPointsQuery,
    after position: HeldPointsPosition?, size: PageSize, at now: Timestamp
  ) async throws -> HeldPointsPage

  /// Reads a page of what was decided, oldest first.
  func reviews(
    in organization: OrganizationID, _ query: HeldPointsQuery, after position: ListPosition,
    size: PageSize
  ) async throws -> Page<PointsReview>

  /// Keeps a decision, scores the workday by it and posts what it pays or takes.
  ///
  /// Throws ``GamificationError/pointsNotHeld(_:)`` and
  /// ``GamificationError/heldPointsChanged(current:)``.
  func review(
    in organization: OrganizationID, _ review: PointsReview, audit: AuditContext,
    request: IdempotentRequest<PointsReview>
  ) async throws -> IdempotentOutcome<PointsReview>
}

package import Kernel

/// Keeps boards ready.
package protocol LeaderboardRepository: Sendable {
  /// The people of an organisation, as its boards show them.
  func people(in organization: OrganizationID) async throws -> BoardPeople

  /// Shows a board that is up to date.
  ///
  /// The closure runs while nobody else uses the boards of the organisation: it only looks.
  ///
  /// - Throws: ``GamificationError/metricNotFound(_:)``, what the database throws while there is no
  ///   such board yet, or what the closure throws.
  func read<Answer: Sendable>(
    _ query: LeaderboardQuery, in organization: OrganizationID,
    _ body: (LeaderboardView) throws -> Answer
  ) async throws -> Answer
}

/// Reads what boards are made of.
package protocol BoardSource: Sendable {
  /// Reads everything by one snapshot.
  func refresh(
    _ order: BoardOrder, in organization: OrganizationID, at now: Timestamp
  ) async throws -> BoardRefresh
}

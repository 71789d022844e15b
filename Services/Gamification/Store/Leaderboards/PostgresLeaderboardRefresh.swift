internal import GamificationDomain
package import Kernel
package import Postgres

/// Makes the snapshots of leaderboards when they are due.
///
/// Several instances share the work: each board is locked by the one that makes its snapshot.
package struct PostgresLeaderboardRefresh: Sendable {
  private let pool: PostgresPool

  /// Among how many boards an instance looks for one that nobody else works on.
  private static var candidatesMax: Int { 16 }
  /// After which time a board is tried again whose metrics are gone.
  private static var retryDelay: Duration { .seconds(3_600) }
  /// After which time a board is tried again that could not be made.
  private static var failureDelay: Duration { .seconds(60) }

  package init(pool: PostgresPool) { self.pool = pool }

  /// Makes the snapshot that waits longest and that nobody else makes.
  ///
  /// One that fails is tried again after a minute, so that it holds up no other.
  ///
  /// - Returns: Whether there was one.
  /// - Throws: What making it has thrown, once its repetition is planned.
  package func step(at now: Timestamp) async throws -> Bool {
    let due = try await pool.execute(
      SelectLeaderboardsDue(now: now, rows: Self.candidatesMax), in: .allOrganizations)
    for candidate in due {
      do {
        if try await refresh(candidate.organization, candidate.id, now) { return true }
      } catch {
        try await pool.run(
          UpdateNextRefresh(
            organization: candidate.organization, id: candidate.id,
            time: now.adding(Self.failureDelay)),
          in: .organization(candidate.organization))
        throw error
      }
    }
    return false
  }

  /// What a snapshot is made of is read by one statement, so it is one moment's.
  private func refresh(
    _ organization: OrganizationID, _ id: LeaderboardID, _ now: Timestamp
  ) async throws -> Bool {
    try await pool.withTransaction(.organization(organization)) { transaction in
      let locked = try await transaction.first(
        LockLeaderboardDue(organization: organization, id: id, now: now))
      guard let board = locked else { return false }
      let settings = board.settings
      let (workdays, known) = try await transaction.execute(
        SelectWorkday(organization: organization, now: now),
        SelectBoardMetrics(organization: organization, metrics: settings.metrics))
      guard let today = workdays.first else { throw GamificationError.organizationUnknown }
      let key = settings.query(on: today).key
      let resolved = PostgresBoardSource.resolve(key.metrics, known)
      guard key.unknownMetric(of: resolved) == nil else {
        try transaction.enqueue(
          UpdateNextRefresh(
            organization: organization, id: id, time: now.adding(Self.retryDelay)))
        return true
      }
      let totals: [SelectBoardTotals.Total]
      if let counted = key.counted(of: resolved) {
        totals = try await transaction.execute(
          SelectBoardMetricTotals(
            organization: organization, range: key.range, metrics: counted))
      } else {
        totals = try await transaction.execute(
          SelectBoardTotals(organization: organization, range: key.range))
      }
      let next = try await transaction.nextRefresh(
        settings.schedule, in: organization, after: now)
      try transaction.enqueue(
        UpsertLeaderboardSnapshot(
          organization: organization, id: id, asOf: now, range: key.range, totals: totals))
      if let next {
        try transaction.enqueue(
          UpdateNextRefresh(organization: organization, id: id, time: next))
      }
      return true
    }
  }
}

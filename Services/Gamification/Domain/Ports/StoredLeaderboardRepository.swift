package import Kernel

/// Keeps leaderboards and their snapshots.
///
/// Methods that take a board's id throw ``GamificationError/leaderboardNotFound(_:)``.
package protocol StoredLeaderboardRepository: Sendable {
  /// Stores a new board.
  ///
  /// Throws ``GamificationError/tooManyLeaderboards(limit:)``,
  /// ``GamificationError/metricNotFound(_:)``, ``GamificationError/profileNotFound(_:)`` and
  /// ``GamificationError/organizationUnknown``.
  func create(
    in organization: OrganizationID, _ board: StoredLeaderboard, audit: AuditContext,
    request: IdempotentRequest<StoredLeaderboard>
  ) async throws -> IdempotentOutcome<StoredLeaderboard>

  func board(in organization: OrganizationID, _ id: LeaderboardID) async throws
    -> StoredLeaderboard

  /// Reads all boards, oldest first.
  func boards(in organization: OrganizationID) async throws -> [StoredLeaderboard]

  /// Locks a board and stores what `change` makes of it; nothing when that is the same.
  ///
  /// Throws what ``create(in:_:audit:request:)`` throws.
  func change(
    in organization: OrganizationID, _ id: LeaderboardID, audit: AuditContext, at now: Timestamp,
    request: IdempotentRequest<StoredLeaderboard>,
    _ change: @Sendable (StoredLeaderboard) throws -> StoredLeaderboard
  ) async throws -> IdempotentOutcome<StoredLeaderboard>

  func delete(
    in organization: OrganizationID, _ id: LeaderboardID, audit: AuditContext,
    request: IdempotentRequest<LeaderboardID>
  ) async throws -> IdempotentOutcome<LeaderboardID>

  /// The roles of people who are active, by their ids, or of one of them.
  func readers(
    in organization: OrganizationID, _ person: PersonID?, permission: Permission
  ) async throws -> [BoardReader]

  /// The workday that it is in the organisation.
  ///
  /// Throws ``GamificationError/organizationUnknown``.
  func today(in organization: OrganizationID, at now: Timestamp) async throws -> Workday

  /// What people had earned when the board was made last; those who are missing had no points.
  ///
  /// Throws ``GamificationError/leaderboardNotReady(_:)``.
  func snapshot(
    in organization: OrganizationID, _ id: LeaderboardID, of people: [PersonID]
  ) async throws -> LeaderboardSnapshot
}

/// What people had earned at one moment.
package struct LeaderboardSnapshot: Hashable, Sendable {
  /// Everything that was recorded before counts.
  package let asOf: Timestamp
  package let range: WorkdayRange
  package let totals: [PersonID: PersonTotal]

  package init(asOf: Timestamp, range: WorkdayRange, totals: [PersonID: PersonTotal]) {
    self.asOf = asOf
    self.range = range
    self.totals = totals
  }

  /// The order of people who are on the board now, by what they had earned then.
  package func population(
    of members: [BoardMember], includingWithoutPoints: Bool
  ) -> RankedPopulation {
    RankedPopulation(
      members.compactMap { member in
        let total = totals[member.person] ?? .zero
        guard includingWithoutPoints || total.points != .zero else { return nil }
        return Contender(
          person: member.person, displayName: member.displayName, points: total.points,
          reachTime: total.reachTime)
      })
  }
}

/// Keeps what leaderboards may show.
package protocol BoardPrivacyRepository: Sendable {
  func privacy(in organization: OrganizationID) async throws -> BoardPrivacy

  /// Locks what holds and stores what `change` makes of it; nothing when that is the same.
  ///
  /// Throws ``GamificationError/organizationUnknown``.
  func change(
    in organization: OrganizationID, audit: AuditContext,
    request: IdempotentRequest<BoardPrivacy>,
    _ change: @Sendable (BoardPrivacy) throws -> BoardPrivacy
  ) async throws -> IdempotentOutcome<BoardPrivacy>
}

package import GamificationDomain
package import Kernel
package import Postgres

/// Keeps leaderboards in `gamification.leaderboard` and `gamification.leaderboard_snapshot`.
package struct PostgresLeaderboardRepository: StoredLeaderboardRepository {
  private let pool: PostgresPool

  package init(pool: PostgresPool) { self.pool = pool }

  package func create(
    in organization: OrganizationID, _ board: StoredLeaderboard, audit: AuditContext,
    request: IdempotentRequest<StoredLeaderboard>
  ) async throws -> IdempotentOutcome<StoredLeaderboard> {
    try await pool.withTransaction(.organization(organization)) { transaction in
      try await transaction.perform(request, organization: organization) {
        let (locked, counts) = try await transaction.execute(
          LockOrganization(organization: organization),
          CountLeaderboards(organization: organization))
        guard !locked.isEmpty else { throw GamificationError.organizationUnknown }
        guard counts.first ?? 0 < StoredLeaderboard.boardsMax else {
          throw GamificationError.tooManyLeaderboards(limit: StoredLeaderboard.boardsMax)
        }
        try await transaction.check(board.settings, in: organization)
        var board = board
        // The first snapshot is made at once.
        board.nextRefreshTime = board.settings.schedule == .realTime ? nil : board.createTime
        try transaction.enqueue(InsertLeaderboard(organization: organization, board: board))
        try transaction.audit(
          audit, "leaderboard.create", "leaderboard/\(board.id)", in: organization)
        return board
      }
    }
  }

  package func board(
    in organization: OrganizationID, _ id: LeaderboardID
  ) async throws -> StoredLeaderboard {
    let board = try await pool.first(
      SelectLeaderboard(organization: organization, id: id), in: .organization(organization))
    guard let board else { throw GamificationError.leaderboardNotFound(id) }
    return board
  }

  package func boards(in organization: OrganizationID) async throws -> [StoredLeaderboard] {
    try await pool.execute(
      SelectLeaderboards(organization: organization), in: .organization(organization))
  }

  package func change(
    in organization: OrganizationID, _ id: LeaderboardID, audit: AuditContext, at now: Timestamp,
    request: IdempotentRequest<StoredLeaderboard>,
    _ change: @Sendable (StoredLeaderboard) throws -> StoredLeaderboard
  ) async throws -> IdempotentOutcome<StoredLeaderboard> {
    try await pool.withTransaction(.organization(organization)) { transaction in
      try await transaction.perform(request, organization: organization) {
        let stored = try await transaction.first(
          LockLeaderboard(select: SelectLeaderboard(organization: organization, id: id)))
        guard let stored else { throw GamificationError.leaderboardNotFound(id) }
        var board = try change(stored)
        guard board != stored else { return stored }
        try await transaction.check(board.settings, in: organization)
        let schedule = board.settings.schedule
        if !board.settings.countsTheSame(as: stored.settings) {
          try transaction.enqueue(DeleteLeaderboardSnapshot(organization: organization, id: id))
          board.nextRefreshTime = schedule == .realTime ? nil : now
        } else if schedule != stored.settings.schedule {
          board.nextRefreshTime = try await transaction.nextRefresh(
            schedule, in: organization, after: now)
        }
        try transaction.enqueue(UpdateLeaderboard(organization: organization, board: board))
        try transaction.audit(
          audit, "leaderboard.update", "leaderboard/\(id)", in: organization)
        return board
      }
    }
  }

  package func delete(
    in organization: OrganizationID, _ id: LeaderboardID, audit: AuditContext,
    request: IdempotentRequest<LeaderboardID>
  ) async throws -> IdempotentOutcome<LeaderboardID> {
    try await pool.withTransaction(.organization(organization)) { transaction in
      try await transaction.perform(request, organization: organization) {
        let locked = try await transaction.first(
          LockLeaderboard(select: SelectLeaderboard(organization: organization, id: id)))
        guard locked != nil else { throw GamificationError.leaderboardNotFound(id) }
        try transaction.enqueue(DeleteLeaderboard(organization: organization, id: id))
        try transaction.audit(
          audit, "leaderboard.delete", "leaderboard/\(id)", in: organization)
        return id
      }
    }
  }

  package func readers(
    in organization: OrganizationID, _ person: PersonID?, permission: Permission
  ) async throws -> [BoardReader] {
    let held = try await pool.execute(
      SelectReaderGrants(
        organization: organization, person: person, permission: permission),
      in: .organization(organization))
    var readers: [BoardReader] = []
    for group in held.chunked(by: { $0.person == $1.person }) { readers.append(Self.reader(group)) }
    return readers
  }

  private static func reader(_ held: ArraySlice<SelectReaderGrants.Held>) -> BoardReader {
    guard let person = held.first?.person else {
      return BoardReader(person: nil, visibility: nil)
    }
    let grants = held.filter(\.permits).compactMap { grant in
      DataScope(storedKind: grant.scopeKind, id: grant.scopeID)
    }
    return BoardReader(
      person: person, roles: Set(held.compactMap(\.role)),
      permittingRoles: Set(held.filter(\.permits).compactMap(\.role)),
      visibility: grants.isEmpty ? nil : Visibility(grants, of: person))
  }

  package func today(in organization: OrganizationID, at now: Timestamp) async throws -> Workday {
    try await pool.workday(nil, in: organization, at: now)
  }

  package func snapshot(
    in organization: OrganizationID, _ id: LeaderboardID, of people: [PersonID]
  ) async throws -> LeaderboardSnapshot {
    try await pool.withTransaction(
      .organization(organization), isolation: .repeatableRead, readOnly: true
    ) { transaction in
      let (heads, totals) = try await transaction.execute(
        SelectLeaderboardSnapshot(organization: organization, id: id),
        SelectLeaderboardSnapshotTotals(organization: organization, id: id, people: people))
      guard let head = heads.first else { throw GamificationError.leaderboardNotReady(id) }
      return LeaderboardSnapshot(
        asOf: head.asOf, range: try WorkdayRange(from: head.start, through: head.end),
        totals: Dictionary(totals.map { ($0.person, $0.total) }) { first, _ in first })
    }
  }
}

extension Transaction {
  /// Checks that what a board names is there.
  fileprivate func check(
    _ settings: LeaderboardSettings, in organization: OrganizationID
  ) async throws {
    let metrics = Set(settings.metrics)
    let (known, profiles) = try await execute(
      SelectBoardMetrics(organization: organization, metrics: settings.metrics),
      SelectProfileExists(organization: organization, id: settings.scope.profile))
    let resolved = PostgresBoardSource.resolve(metrics, known)
    if let unknown = settings.metrics.first(where: { resolved[$0] == nil }) {
      throw GamificationError.metricNotFound(unknown.text)
    }
    if let profile = settings.scope.profile, profiles.first != true {
      throw GamificationError.profileNotFound(profile)
    }
  }

  /// When the next snapshot is due; `nil` for a board without snapshots.
  func nextRefresh(
    _ schedule: RefreshSchedule, in organization: OrganizationID, after now: Timestamp
  ) async throws -> Timestamp? {
    if schedule == .realTime { return nil }
    let times = try await execute(
      SelectNextRefresh(organization: organization, schedule: schedule, now: now))
    guard let time = times.first else { throw GamificationError.organizationUnknown }
    return time
  }
}

extension Array {
  /// Neighbors that belong together.
  fileprivate func chunked(by belongs: (Element, Element) -> Bool) -> [ArraySlice<Element>] {
    var chunks: [ArraySlice<Element>] = []
    var start = startIndex
    for index in indices where index > start && !belongs(self[index - 1], self[index]) {
      chunks.append(self[start..<index])
      start = index
    }
    return isEmpty ? [] : chunks + [self[start...]]
  }
}

extension DataScope {
  /// Reads the columns `scope_kind` and `scope_id`; `nil` without a grant.
  fileprivate init?(storedKind kind: String?, id: String?) {
    switch (kind, id) {
    case ("own", _): self = .own
    case ("reports", _): self = .reports
    case ("all", _): self = .all
    case ("team", let id?): self = .team(TeamID(stored: id))
    case ("division", let id?): self = .division(DivisionID(stored: id))
    case ("queue", let id?): self = .queue(QueueID(stored: id))
    default: return nil
    }
  }
}

extension Visibility {
  /// What scopes open to somebody.
  fileprivate init(_ scopes: [DataScope], of person: PersonID) {
    let permission = Permission("gamification:leaderboard:view")
    let caller = Caller(
      organization: OrganizationID(stored: ""), identity: .person(person),
      grants: scopes.map { AccessGrant(permissions: [permission], scope: $0) })
    self = caller.visibility(for: permission)
  }
}

package import GamificationDomain
package import Kernel
package import Postgres

/// Keeps seasons in `gamification.season`, and the standings that they ended with in
/// `gamification.season_standing`.
package struct PostgresSeasonRepository: SeasonRepository {
  let pool: PostgresPool
  let books: RuleBooks

  package init(pool: PostgresPool, books: RuleBooks) {
    self.pool = pool
    self.books = books
  }

  package func create(
    in organization: OrganizationID, _ draft: SeasonDraft, audit: AuditContext,
    at now: Timestamp, request: IdempotentRequest<Season>
  ) async throws -> IdempotentOutcome<Season> {
    try await pool.withTransaction(.organization(organization)) { transaction in
      try await transaction.perform(request, organization: organization) {
        let today = try await lock(organization, at: now, transaction)
        let (open, last) = try await transaction.execute(
          SelectOpenSeason(organization: organization),
          SelectLastClosedDay(organization: organization))
        if let open = open.first { throw GamificationError.seasonOpen(open.id) }
        let season = try Season(draft, behind: last.first ?? nil, today: today, at: now)
        try transaction.enqueue(InsertSeason(organization: organization, season: season))
        try record("season.create", season, in: organization, audit, transaction)
        return season
      }
    }
  }

  package func season(
    in organization: OrganizationID, _ id: SeasonID
  ) async throws -> Season {
    let season = try await pool.first(
      SelectSeason(organization: organization, id: id), in: .organization(organization))
    guard let season else { throw GamificationError.seasonNotFound(id) }
    return season
  }

  package func seasons(
    in organization: OrganizationID, after position: SeasonPosition, size: PageSize
  ) async throws -> Page<Season> {
    let rows = try await pool.execute(
      SelectSeasons(organization: organization, position: position, rows: size.rows + 1),
      in: .organization(organization))
    return Page(rows, size: size, position: SeasonPosition.texts)
  }

  package func change(
    in organization: OrganizationID, _ id: SeasonID, audit: AuditContext, at now: Timestamp,
    request: IdempotentRequest<Season>, _ change: @Sendable (Season) throws -> Season
  ) async throws -> IdempotentOutcome<Season> {
    try await pool.withTransaction(.organization(organization)) { transaction in
      try await transaction.perform(request, organization: organization) {
        let stored = try await transaction.lockSeason(id, in: organization)
        let season = try change(stored)
        guard season != stored else { return stored }
        try transaction.enqueue(UpdateSeason(organization: organization, season: season))
        try record("season.update", season, in: organization, audit, transaction)
        return season
      }
    }
  }

  package func close(
    in organization: OrganizationID, _ closing: SeasonClosing, audit: AuditContext,
    at now: Timestamp, request: IdempotentRequest<ClosedSeason>
  ) async throws -> IdempotentOutcome<ClosedSeason> {
    try await pool.withTransaction(.organization(organization)) { transaction in
      try await transaction.perform(request, organization: organization) {
        let today = try await lock(organization, at: now, transaction)
        let stored = try await transaction.lockSeason(closing.season, in: organization)
        let closed = try stored.closing(
          with: closing.end, today: today, etag: closing.etag, at: now)
        let season = try await archive(closed, in: organization, at: now, transaction)
        var next: Season?
        if let draft = closing.next, let end = season.end {
          let draft = try draft.beginning(on: end.adding(days: 1))
          let opened = try Season(draft, behind: end, today: today, at: now)
          try transaction.enqueue(InsertSeason(organization: organization, season: opened))
          next = opened
        }
        try record("season.close", season, in: organization, audit, transaction, next: next)
        return ClosedSeason(season: season, next: next)
      }
    }
  }

  /// Stores what everybody has at this moment.
  private func archive(
    _ closed: Season, in organization: OrganizationID, at now: Timestamp,
    _ transaction: Transaction
  ) async throws -> Season {
    guard let end = closed.end else { preconditionFailure("a closed season has a last workday") }
    let range = try WorkdayRange(from: closed.start, through: end)
    let book = try await transaction.readContext(in: organization, at: now, books).book
    let count = try await transaction.run(
      InsertStandings(
        organization: organization, season: closed.id, range: range,
        counted: PointsExpiry(book.settings).countedDays(of: range)))
    let season = closed.with(standingCount: count)
    try transaction.enqueue(UpdateSeason(organization: organization, season: season))
    return season
  }

  /// Lets one at a time open and close seasons.
  ///
  /// - Returns: Today's workday.
  private func lock(
    _ organization: OrganizationID, at now: Timestamp, _ transaction: Transaction
  ) async throws -> Workday {
    let (locked, workdays) = try await transaction.execute(
      LockOrganization(organization: organization),
      SelectWorkday(organization: organization, now: now))
    guard !locked.isEmpty, let today = workdays.first else {
      throw GamificationError.organizationUnknown
    }
    return today
  }

  private func record(
    _ action: String, _ season: Season, in organization: OrganizationID, _ audit: AuditContext,
    _ transaction: Transaction, next: Season? = nil
  ) throws {
    let end = season.end.map { "\"\($0)\"" } ?? "null"
    let following = next.map { "\"\($0.id)\"" } ?? "null"
    try transaction.audit(
      audit, action, "season/\(season.id)", in: organization,
      detail: """
        {"start_workday": "\(season.start)", "end_workday": \(end), \
        "standing_count": \(season.standingCount), "next_season_id": \(following)}
        """)
  }
}

extension Transaction {
  fileprivate func lockSeason(
    _ id: SeasonID, in organization: OrganizationID
  ) async throws -> Season {
    let season = try await first(
      LockSeason(select: SelectSeason(organization: organization, id: id)))
    guard let season else { throw GamificationError.seasonNotFound(id) }
    return season
  }
}

package import GamificationDomain
package import Kernel
internal import Postgres

extension PostgresSeasonRepository {
  package func standings(
    in organization: OrganizationID, of id: SeasonID, visibility: Visibility,
    after position: Int64, size: PageSize
  ) async throws -> Page<SeasonStanding> {
    guard try await season(in: organization, id).state == .closed else {
      throw GamificationError.seasonOpen(id)
    }
    // They never change, so it does not matter that they are read after the season.
    let rows = try await pool.execute(
      SelectStandings(
        organization: organization, season: id, position: position, rows: size.rows + 1,
        visibility: visibility), in: .organization(organization))
    return Page(rows, size: size) { [String($0.position)] }
  }

  package func balance(
    in organization: OrganizationID, of person: PersonID, season: SeasonID?, at now: Timestamp
  ) async throws -> Balance {
    try await read(organization) { transaction in
      let context = try await transaction.readContext(in: organization, at: now, books)
      let span = try await span(
        of: season, in: organization, today: context.today, transaction)
      return try await balance(
        of: person, over: span, in: organization, context, transaction)
    }
  }

  package func balances(
    in organization: OrganizationID, of person: PersonID, after position: SeasonPosition,
    size: PageSize, at now: Timestamp
  ) async throws -> Page<SeasonBalance> {
    try await read(organization) { transaction in
      let context = try await transaction.readContext(in: organization, at: now, books)
      var rows = try await transaction.execute(
        SelectSeasonBalances(
          organization: organization, person: person, position: position, rows: size.rows + 1))
      // What is open has no archive yet.
      for (index, row) in rows.enumerated() where row.season.state == .open {
        let span = BalanceSpan(of: row.season, today: context.today)
        let balance = try await balance(
          of: person, over: span, in: organization, context, transaction)
        rows[index] = SeasonBalance(
          season: row.season, points: balance.seasonEarned, balance: balance.season, rank: nil)
      }
      return Page(rows, size: size) { SeasonPosition.texts(of: $0.season) }
    }
  }

  /// Reads everything by one snapshot.
  private func read<Answer: Sendable>(
    _ organization: OrganizationID, _ body: (Transaction) async throws -> Answer
  ) async throws -> Answer {
    try await pool.withTransaction(
      .organization(organization), isolation: .repeatableRead, readOnly: true, body)
  }

  private func span(
    of id: SeasonID?, in organization: OrganizationID, today: Workday, _ transaction: Transaction
  ) async throws -> BalanceSpan {
    if let id {
      let season = try await transaction.first(SelectSeason(organization: organization, id: id))
      guard let season else { throw GamificationError.seasonNotFound(id) }
      return BalanceSpan(of: season, today: today)
    }
    let (open, last) = try await transaction.execute(
      SelectOpenSeason(organization: organization),
      SelectLastClosedDay(organization: organization))
    return open.first.map { BalanceSpan(of: $0, today: today) }
      ?? BalanceSpan(behind: last.first ?? nil, today: today)
  }

  private func balance(
    of person: PersonID, over span: BalanceSpan, in organization: OrganizationID,
    _ context: ScoringContext, _ transaction: Transaction
  ) async throws -> Balance {
    let (days, lifetime) = try await transaction.execute(
      SelectWorkdayPoints(organization: organization, person: person, span: span),
      SelectLifetimePoints(
        organization: organization, person: person, today: context.today))
    return Balance(
      of: person, over: span, days, lifetime: lifetime.first ?? .zero,
      by: PointsExpiry(context.book.settings))
  }
}

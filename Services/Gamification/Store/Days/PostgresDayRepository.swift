package import GamificationDomain
package import Kernel
package import Postgres

/// Keeps workdays in `gamification.person_day` and appends to `gamification.ledger_posting`.
package struct PostgresDayRepository: DayRepository {
  /// Somebody else has stored a workday that was not there when it was read.
  private struct Collision: Error {}

  private let pool: PostgresPool

  /// How often an update is tried that collides with others.
  private static var attemptsMax: Int { 5 }

  package init(pool: PostgresPool) { self.pool = pool }

  package func update(
    in organization: OrganizationID, _ days: [PersonDay], at now: Timestamp,
    _ change: @Sendable ([DayRecord]) -> [DayUpdate]
  ) async throws {
    guard !days.isEmpty else { return }
    let days = days.sorted()
    for attempt in 1...Self.attemptsMax {
      do {
        return try await pool.withTransaction(.organization(organization)) { transaction in
          let (placed, stored) = try await transaction.execute(
            SelectPlacements(organization: organization, days: days),
            LockDays(parameters: DayParameters(organization: organization, days: days)))
          let records = Self.records(of: days, placed: placed, stored: stored)
          try await store(change(records), organization, now, transaction)
        }
      } catch is Collision where attempt < Self.attemptsMax {
        // It is there now, and is locked the next time.
        continue
      }
    }
  }

  package func records(
    in organization: OrganizationID, of days: [PersonDay]
  ) async throws -> [DayRecord] {
    let parameters = DayParameters(organization: organization, days: days)
    let scope = TransactionScope.organization(organization)
    async let placed = pool.execute(
      SelectPlacements(organization: organization, days: days), in: scope)
    let stored = try await pool.execute(SelectDays(parameters: parameters), in: scope)
    return Self.records(of: days, placed: try await placed, stored: stored)
  }

  package func postings(
    in organization: OrganizationID, of day: PersonDay
  ) async throws -> [LedgerPosting] {
    try await pool.execute(
      SelectPostings(organization: organization, day: day), in: .organization(organization)
    ).map { $0.posting(of: day) }
  }

  /// In the order given, with those of which nothing is stored.
  private static func records(
    of days: [PersonDay], placed: [SelectPlacements.Placed], stored: [DayRecord]
  ) -> [DayRecord] {
    let placements = Dictionary(placed.map { ($0.person, $0.placement) }) { first, _ in first }
    let records = Dictionary(stored.map { ($0.day, $0) }) { first, _ in first }
    return days.map { day in
      records[day]
        ?? DayRecord(
          day: day, sheet: DaySheet(), placement: placements[day.person] ?? Placement(),
          version: 0, points: [])
    }
  }

  private func store(
    _ updates: [DayUpdate], _ organization: OrganizationID, _ now: Timestamp,
    _ transaction: Transaction
  ) async throws {
    guard !updates.isEmpty else { return }
    if updates.contains(where: { $0.posting != nil }) {
      try transaction.enqueue(InsertPostings(organization: organization, updates: updates))
    }
    let storedCount = try await transaction.run(
      UpsertDays(organization: organization, updates: updates, now: now))
    guard storedCount == updates.count else { throw Collision() }
  }
}

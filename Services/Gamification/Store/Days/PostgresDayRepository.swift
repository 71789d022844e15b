package import GamificationDomain
package import Kernel
package import Postgres

/// Keeps workdays in `gamification.person_day` and appends to `gamification.ledger_posting`.
package struct PostgresDayRepository: DayRepository {
  private let pool: PostgresPool
  private let books: RuleBooks
  private let ids: any IDGenerator

  package init(pool: PostgresPool, books: RuleBooks, ids: any IDGenerator) {
    self.pool = pool
    self.books = books
    self.ids = ids
  }

  package func record(
    in organization: OrganizationID, _ changes: [WorkdayChange], _ origin: ChangeOrigin,
    audit: AuditContext, at now: Timestamp, request: IdempotentRequest<[ChangeOutcome]>
  ) async throws -> IdempotentOutcome<[ChangeOutcome]> {
    guard !changes.isEmpty else { return .performed([]) }
    return try await pool.withWorkdays(organization) { transaction in
      try await transaction.perform(request, organization: organization) {
        let outcomes = try await transaction.record(
          changes, origin, in: organization, at: now, books, ids: ids)
        let changedCount = outcomes.count { $0 == .added || $0 == .changed }
        if changedCount > 0 {
          try transaction.audit(
            audit, "fact.record", "fact", in: organization,
            detail: "{\"changed\": \(changedCount)}")
        }
        return outcomes
      }
    }
  }
}

extension DayRecording {
  init(_ context: ScoringContext, _ origin: ChangeOrigin, at now: Timestamp) {
    self.init(
      book: context.book, cause: origin.cause, source: origin.source, now: now,
      today: context.today, finalThrough: context.finalThrough,
      takesLateChanges: origin.takesLateChanges)
  }
}

extension DayRecord {
  /// In the order given, with those of which nothing is stored.
  static func records(
    of days: [PersonDay], placed: [SelectDayPlaces.Row], stored: [SelectDays.Row]
  ) -> [DayRecord] {
    let places = Dictionary(placed.map { ($0.day, $0) }) { first, _ in first }
    let stored = Dictionary(stored.map { ($0.day, $0) }) { first, _ in first }
    return days.map { day in
      let place = places[day]
      let known = stored[day]
      return DayRecord(
        day: day, sheet: known?.sheet ?? DaySheet(),
        placement: known?.placement ?? place?.placement ?? Placement(),
        assignedProfile: place?.profile, profile: known?.profile, version: known?.version ?? 0,
        points: known?.points ?? [], reach: known?.reach ?? DayReach(),
        counted: known?.counted ?? [:], reviews: known?.reviews ?? [:],
        isSealed: known?.isSealed ?? false)
    }
  }
}

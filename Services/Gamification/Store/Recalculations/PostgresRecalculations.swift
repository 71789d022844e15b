internal import GamificationDomain
package import Kernel
package import Postgres

/// Scores workdays again whose rules have changed.
///
/// Several instances share the work; each step is a transaction of its own that remembers how far
/// it came.
package struct PostgresRecalculations: Sendable {
  private let pool: PostgresPool
  private let books: RuleBooks
  private let ids: any IDGenerator

  /// How many workdays a step scores.
  private static var daysMax: Int { 500 }
  /// Among how many recalculations an instance looks for one that nobody else works on.
  private static var candidatesMax: Int { 16 }

  package init(pool: PostgresPool, books: RuleBooks, ids: any IDGenerator) {
    self.pool = pool
    self.books = books
    self.ids = ids
  }

  /// Takes the next step of a recalculation that is due and that nobody else works on, in turns.
  ///
  /// One that fails is tried again later and later, so that it holds up no other.
  ///
  /// - Returns: Whether there was one.
  /// - Throws: What the step has thrown, once its repetition is planned.
  package func step(at now: Timestamp) async throws -> Bool {
    let due = try await pool.execute(
      SelectRecalculationsDue(now: now, rows: Self.candidatesMax), in: .allOrganizations)
    for candidate in due {
      do {
        if try await step(candidate.organization, candidate.id, now) { return true }
      } catch {
        try await pool.run(
          PostponeRecalculation(
            organization: candidate.organization, id: candidate.id, now: now),
          in: .organization(candidate.organization))
        throw error
      }
    }
    return false
  }

  private func step(
    _ organization: OrganizationID, _ id: UUIDBits, _ now: Timestamp
  ) async throws -> Bool {
    try await pool.withWorkdays(organization) { transaction in
      let locked = try await transaction.first(
        LockRecalculation(organization: organization, id: id))
      guard let locked else { return false }
      let context = try await transaction.scoringContext(
        in: organization, at: now, books)
      let days = try await transaction.execute(
        SelectDaysToRecalculate(
          organization: organization, recalculation: locked, rows: Self.daysMax))
      guard let last = days.last else {
        try transaction.enqueue(DeleteRecalculation(organization: organization, id: id))
        return true
      }
      let recording = DayRecording(
        book: context.book, cause: locked.cause, source: locked.source, now: now,
        today: context.today, finalThrough: context.finalThrough)
      try await transaction.scoreAgain(days, in: organization, recording, ids: ids)
      try transaction.enqueue(
        UpdateRecalculation(organization: organization, id: id, done: last, now: now))
      return true
    }
  }
}

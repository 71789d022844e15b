internal import GamificationDomain
package import Kernel
package import Postgres

/// Removes values of external metrics that are older than they are kept.
///
/// Points and the ledger stay as they are: workdays without their values are not scored any more.
/// Several instances share the work; each step is a transaction of its own that remembers how far
/// it came.
package struct PostgresRetention: Sendable {
  private let pool: PostgresPool
  private let books: RuleBooks
  private let rounds: OrganizationRounds

  /// How many workdays a step looks at.
  private static var daysMax: Int { 500 }

  /// - Parameters:
  ///   - pool: The database.
  ///   - books: The rules as they were last read.
  ///   - interval: The pause between two looks at an organisation.
  package init(pool: PostgresPool, books: RuleBooks, interval: Duration = .seconds(900)) {
    self.pool = pool
    self.books = books
    rounds = OrganizationRounds(pool: pool, interval: interval)
  }

  /// Removes what is due of the next organisation whose turn it is.
  ///
  /// - Returns: Whether there was one.
  package func step(at now: Timestamp) async throws -> Bool {
    guard let organization = try await rounds.next(at: now) else { return false }
    try await prune(in: organization, at: now)
    return true
  }

  /// Removes all that is due of an organisation, in steps.
  package func prune(in organization: OrganizationID, at now: Timestamp) async throws {
    let retentions = try await pool.execute(
      SelectRetentions(organization: organization), in: .organization(organization))
    for metric in retentions.map(\.metric) {
      while try await step(metric, in: organization, at: now) { try Task.checkCancellation() }
    }
  }

  /// Removes some values of a metric.
  ///
  /// - Returns: Whether there may be more.
  private func step(
    _ metric: ExternalMetric, in organization: OrganizationID, at now: Timestamp
  ) async throws -> Bool {
    try await pool.withTransaction(.organization(organization)) { transaction in
      try transaction.enqueue(InsertRetention(organization: organization, metric: metric.id))
      let context = try await transaction.scoringContext(in: organization, at: now, books)
      let limit = ExternalRetention.limit(
        for: metric.settings, in: context.book.settings.settings(on: context.today),
        today: context.today, finalThrough: context.finalThrough)
      let locked = try await transaction.first(
        LockRetention(organization: organization, metric: metric.id))
      guard let locked, locked.end != limit || locked.done != nil else { return false }
      let page = try await transaction.execute(
        SelectDaysToPrune(
          organization: organization, limit: limit, retention: locked, rows: Self.daysMax))
      try await remove(metric.id, of: page, in: organization, context.book, now, transaction)
      try transaction.enqueue(
        DeleteOldExternalSessions(
          organization: organization, metric: metric.id, oldest: limit))
      let isLast = page.count < Self.daysMax
      let reached =
        isLast
        ? LockRetention.Row(end: limit, done: nil)
        : LockRetention.Row(end: locked.end, done: page.last)
      try transaction.enqueue(
        UpdateRetention(organization: organization, metric: metric.id, retention: reached))
      return !isLast
    }
  }

  private func remove(
    _ metric: ExternalMetricID, of days: [PersonDay], in organization: OrganizationID,
    _ book: RuleBook, _ now: Timestamp, _ transaction: Transaction
  ) async throws {
    guard !days.isEmpty else { return }
    let records = try await transaction.lockDays(days.sorted(), in: organization)
    let pruned = records.filter { $0.sheet.hasValues(of: metric) }
      .map { (day: $0.day, sheet: $0.sheet.removingValues(of: metric)) }
    guard !pruned.isEmpty else { return }
    try transaction.enqueue(
      UpdatePrunedDays(
        organization: organization, now: now, metrics: book.metrics(madeOf: metric),
        days: pruned))
  }
}

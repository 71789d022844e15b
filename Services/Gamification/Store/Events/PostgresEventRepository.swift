package import GamificationDomain
package import Kernel
package import Postgres

/// An event would change a workday that takes no changes any more.
private struct SealedWorkday: Error {}

/// Applies events to workdays, each once.
package struct PostgresEventRepository: EventRepository {
  private let pool: PostgresPool
  private let books: RuleBooks
  private let ids: any IDGenerator

  package init(pool: PostgresPool, books: RuleBooks, ids: any IDGenerator) {
    self.pool = pool
    self.books = books
    self.ids = ids
  }

  package func apply(
    in organization: OrganizationID, _ event: ReceivedEvent, at now: Timestamp
  ) async throws -> EventApplication {
    do {
      return try await applyOnce(event, in: organization, at: now)
    } catch is SealedWorkday {
      // It leaves nothing behind, also on the workdays that would take their part of it.
      return .tooLate
    }
  }

  private func applyOnce(
    _ event: ReceivedEvent, in organization: OrganizationID, at now: Timestamp
  ) async throws -> EventApplication {
    try await pool.withWorkdays(organization) { transaction in
      let isNew = try await transaction.recordInbox(
        organization: organization, eventID: event.id, source: event.source)
      guard isNew else { return .duplicate }
      switch event.content {
      case nil: return .ignored
      case .evaluation(let news):
        return try await apply(
          news, earnedAt: event.occurTime, in: organization, at: now, transaction)
      case .assignment(let id, let day):
        let completed = DayEvent(.assignment, id: id, value: 1)
        let change = WorkdayChange(
          day: day, change: .happened(completed), field: "assignment", earnTime: event.occurTime)
        let context = try await transaction.scoringContext(in: organization, at: now, books)
        let isChanged = try await record(
          [change], from: "assignment:\(id)", context, in: organization, at: now, transaction)
        return isChanged ? .applied : .duplicate
      }
    }
  }

  private func apply(
    _ news: EvaluationNews, earnedAt time: Timestamp?, in organization: OrganizationID,
    at now: Timestamp, _ transaction: Transaction
  ) async throws -> EventApplication {
    let context = try await transaction.scoringContext(in: organization, at: now, books)
    try transaction.enqueue(InsertEvaluation(organization: organization, id: news.id))
    // What was told is read when nobody else can add to it any more.
    let locked = try await transaction.execute(
      LockEvaluation(organization: organization, id: news.id))
    let entries = try await transaction.execute(
      SelectEvaluationChanges(organization: organization, id: news.id))
    var evaluation = EvaluationHistory(
      id: news.id, entries: entries, counted: locked.first ?? nil)
    let (outcome, changes) = evaluation.add(news.entry) {
      context.book.settings.settings(on: $0).rescoreWindow
    }
    guard evaluation.entries.count > entries.count else { return .duplicate }
    try transaction.enqueue(InsertEvaluationChange(organization: organization, news: news))
    try transaction.enqueue(
      UpdateEvaluation(organization: organization, evaluation: evaluation))
    _ = try await record(
      changes.map { $0.earned(at: time) }, from: "evaluation:\(news.id)", context, in: organization,
      at: now, transaction)
    switch outcome {
    case .changed: return .applied
    case .outdated: return .duplicate
    case .tooLate: return .tooLate
    }
  }

  /// Records what an event changes.
  ///
  /// - Returns: Whether anything is other now.
  /// - Throws: ``ValidationError`` for a change that a workday cannot take; the event is then as if
  ///   it had never come.
  private func record(
    _ changes: [WorkdayChange], from source: String, _ context: ScoringContext,
    in organization: OrganizationID, at now: Timestamp, _ transaction: Transaction
  ) async throws -> Bool {
    let outcomes = try await transaction.record(
      changes, in: organization, DayRecording(context, Self.origin(source), at: now), ids: ids)
    for case .refused(let error) in outcomes { throw error }
    for case .tooLate in outcomes { throw SealedWorkday() }
    return outcomes.contains { $0 != .unchanged }
  }

  /// What other services tell has windows of its own.
  private static func origin(_ source: String) -> ChangeOrigin {
    ChangeOrigin(cause: .event, source: source, takesLateChanges: true)
  }
}

package import GamificationDomain
package import Kernel
package import Postgres

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
        let outcomes = try await transaction.record(
          [change], Self.origin("assignment:\(id)"), in: organization, at: now, books, ids: ids)
        return outcomes == [.unchanged] ? .duplicate : .applied
      }
    }
  }

  private func apply(
    _ news: EvaluationNews, earnedAt time: Timestamp?, in organization: OrganizationID,
    at now: Timestamp, _ transaction: Transaction
  ) async throws -> EventApplication {
    let context = try await transaction.scoringContext(in: organization, at: now, books)
    try transaction.enqueue(InsertEvaluation(organization: organization, news: news))
    let stored = try await transaction.first(
      LockEvaluation(organization: organization, id: news.id))
    guard var evaluation = stored else { return .ignored }
    let (outcome, changes) = evaluation.apply(
      news, window: context.book.settings.settings(on: context.today).rescoreWindow)
    guard outcome != .outdated else { return .duplicate }
    try transaction.enqueue(
      UpdateEvaluation(organization: organization, evaluation: evaluation))
    _ = try await transaction.record(
      changes.map { $0.earned(at: time) }, in: organization,
      DayRecording(context, Self.origin("evaluation:\(news.id)"), at: now), ids: ids)
    return outcome == .tooLate ? .tooLate : .applied
  }

  /// What other services tell has windows of its own.
  private static func origin(_ source: String) -> ChangeOrigin {
    ChangeOrigin(cause: .event, source: source, takesLateChanges: true)
  }
}

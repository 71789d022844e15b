package import Kernel
package import Logging
package import Postgres
internal import ServiceLifecycle

/// Removes what is not needed any more: answers to old requests, events that everybody has, and
/// audit records that are old enough.
package struct Housekeeping: Service {
  /// How long the answer to a `request_id` is kept; the comments of the API promise it.
  package static var requestRecordAge: Duration { .seconds(24 * 3_600) }
  /// How long delivered events and the ids of received ones are kept.
  package static var eventAge: Duration { .seconds(30 * 24 * 3_600) }
  /// The pause between two rounds.
  package static var interval: Duration { .seconds(60) }
  /// Rows removed in one statement.
  package static var rowsMax: Int { 10_000 }

  private let pool: PostgresPool
  private let auditAge: Duration
  private let clock: any WallClock
  private let logger: Logger

  package init(
    pool: PostgresPool, auditAge: Duration, clock: any WallClock, logger: Logger
  ) {
    self.pool = pool
    self.auditAge = auditAge
    self.clock = clock
    self.logger = logger
  }

  package func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        do {
          try await prune()
        } catch {
          if !Task.isCancelled {
            logger.warning("not pruned", metadata: ["error": "\(type(of: error))"])
          }
        }
        try? await Task.sleep(for: Self.interval)
      }
    }
  }

  /// Removes what is old enough, in steps that keep locks short.
  func prune() async throws {
    let now = clock.now()
    let eventLimit = now.adding(.zero - Self.eventAge)
    try await repeatWhileFull {
      try await RequestRecords(pool: pool).prune(
        createdBefore: now.adding(.zero - Self.requestRecordAge), limit: $0)
    }
    try await repeatWhileFull {
      try await Inbox(pool: pool).prune(receivedBefore: eventLimit, limit: $0)
    }
    try await repeatWhileFull {
      try await Outbox(pool: pool).prune(createdBefore: eventLimit, limit: $0)
    }
    try await repeatWhileFull {
      try await AuditTrail(pool: pool).prune(
        createdBefore: now.adding(.zero - auditAge), limit: $0)
    }
  }

  private func repeatWhileFull(_ step: (Int) async throws -> Int) async throws {
    while try await step(Self.rowsMax) == Self.rowsMax {}
  }
}

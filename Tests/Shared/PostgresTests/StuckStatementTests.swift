import Kernel
import Postgres
import TestSupport
import Testing

private struct SleepForMinutes: Statement {
  static let sql = "SELECT pg_sleep(600)"

  func bind(to bindings: inout Bindings) {}
}

private struct LoopForever: Statement {
  static let sql = "DO $$ BEGIN LOOP END LOOP; END $$"

  func bind(to bindings: inout Bindings) {}
}

/// Statements that do not end by themselves, and callers who give up.
@Suite("PostgresPool stuck statements", .timeLimit(.minutes(3)))
struct StuckStatementTests {
  private let scope = TransactionScope.organization(Fixture.organization)

  enum Stuck: CaseIterable {
    case sleeps
    case loops
    case waitsForLock

    /// What its text is like.
    var pattern: String {
      switch self {
      case .sleeps: "SELECT pg_sleep%"
      case .loops: "DO $$%"
      case .waitsForLock: "UPDATE sample.item%"
      }
    }

    func run(on pool: PostgresPool, in scope: TransactionScope) async throws {
      switch self {
      case .sleeps: try await pool.run(SleepForMinutes(), in: scope)
      case .loops: try await pool.run(LoopForever(), in: scope)
      case .waitsForLock: try await pool.run(AddAmount(item: "locked", amount: 1), in: scope)
      }
    }

    func run(in transaction: Transaction) async throws {
      switch self {
      case .sleeps: try await transaction.run(SleepForMinutes())
      case .loops: try await transaction.run(LoopForever())
      case .waitsForLock: try await transaction.run(AddAmount(item: "locked", amount: 1))
      }
    }
  }

  /// A pool with one connection for each way to the server, whose statements may take an hour.
  private func withPool(
    _ body: @Sendable (_ pool: PostgresPool, _ watcher: PostgresPool) async throws -> Void
  ) async throws {
    var limits = TestDatabase.limits
    limits.lanesMax = 1
    limits.connectionsMax = 1
    limits.statementTimeout = .seconds(3_600)
    limits.idleInTransactionTimeout = .seconds(3_600)
    try await Fixture.withDatabase(limits: limits) { database, pool in
      try await pool.run(InsertItem(item: "locked"), in: scope)
      let watcher = database.makePool()
      // Somebody has the lock, and does not give it back before the end.
      try await watcher.withTransaction(scope) { transaction in
        try await transaction.run(AddAmount(item: "locked", amount: 100))
        try await body(pool, watcher)
      }
      #expect(try await pool.first(SumAmounts(), in: scope) == 100)
      await watcher.shutdown()
    }
  }

  /// Cancels a caller whose statement is under way, and waits until the server has stopped it.
  private func giveUp(
    _ stuck: Stuck, watcher: PostgresPool, _ run: @escaping @Sendable () async throws -> Void,
    meanwhile: () async throws -> Void = {}
  ) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await #expect(throws: CancellationError.self) { try await run() } }
      try await WaitForStatement.wait(for: stuck.pattern, on: watcher)
      try await meanwhile()
      group.cancelAll()
      try await group.waitForAll()
    }
    let query = WaitForStatement(pattern: stuck.pattern)
    while try await watcher.first(query, in: .allOrganizations) != 0 { await Task.yield() }
  }

  @Test(
    "the statement of a caller who gives up is stopped, and the others of its lane are answered",
    arguments: Stuck.allCases)
  func lane(_ stuck: Stuck) async throws {
    try await withPool { pool, watcher in
      try await withThrowingTaskGroup(of: Int.self) { others in
        let run: @Sendable () async throws -> Void = { try await stuck.run(on: pool, in: scope) }
        try await giveUp(stuck, watcher: watcher, run) {
          // They wait behind it.
          for item in 0..<20 {
            others.addTask { try await pool.run(InsertItem(item: "\(item)"), in: scope) }
          }
        }
        for try await touched in others { #expect(touched == 1) }
      }
      #expect(try await pool.execute(SelectItems(), in: scope).count == 21)
    }
  }

  @Test(
    "the transaction of a caller who gives up is stopped, and its connection goes on",
    arguments: Stuck.allCases)
  func transaction(_ stuck: Stuck) async throws {
    try await withPool { pool, watcher in
      let process = try await pool.leased(SelectProcess(), in: scope)
      let run: @Sendable () async throws -> Void = {
        try await pool.withTransaction(scope) { transaction in
          try await transaction.run(InsertItem(item: "undone"))
          try await stuck.run(in: transaction)
        }
      }
      try await giveUp(stuck, watcher: watcher, run)
      #expect(try await pool.leased(SelectItems(), in: scope) == ["locked"])
      #expect(try await pool.leased(SelectProcess(), in: scope) == process)
    }
  }
}

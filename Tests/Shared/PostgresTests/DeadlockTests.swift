import Kernel
import Synchronization
import TestSupport
import Testing

@testable import Postgres

/// Adds to two items, one after the other.
private struct AddToBoth: Statement {
  static let sql = """
    DO $$ BEGIN
      UPDATE sample.item SET amount = amount + 1 WHERE item_id = 'b';
      UPDATE sample.item SET amount = amount + 1 WHERE item_id = 'a';
    END $$
    """

  func bind(to bindings: inout Bindings) {}
}

/// Adds to an item and keeps its batch under way for a while.
private struct AddSlowly: Statement {
  static let sql = """
    WITH added AS (
      UPDATE sample.item SET amount = amount + 1 WHERE item_id = $1 RETURNING amount
    )
    SELECT amount, pg_sleep(0.2) FROM added
    """

  var item: String
  var lane: ConflictKey

  var conflictKey: ConflictKey? { lane }

  func bind(to bindings: inout Bindings) { bindings.append(item) }
}

/// How many connections wait for a lock.
private struct CountWaiters: Query {
  static let sql = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'
    """

  func bind(to bindings: inout Bindings) {}

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Int64 { try row.read() }
}

/// How often the server has ended a deadlock, as far as it says so already.
private struct CountDeadlocks: Query {
  static let sql = """
    SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()
    """

  func bind(to bindings: inout Bindings) {}

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Int64 { try row.read() }
}

/// Lets two tasks go on when both have come.
private actor Meeting {
  private var first: CheckedContinuation<Void, Never>?
  private var isOver = false

  func come() async {
    if isOver { return }
    guard let first else { return await withCheckedContinuation { first = $0 } }
    isOver = true
    first.resume()
  }
}

/// Work that locks the same rows crosswise, and is done nevertheless.
@Suite("PostgresPool deadlocks", .timeLimit(.minutes(3)))
struct DeadlockTests {
  private let scope = TransactionScope.organization(Fixture.organization)

  /// A pool of two lanes, two items, and somebody who watches.
  private func withPool(
    _ body: (PostgresPool, _ watcher: PostgresPool) async throws -> Void
  ) async throws {
    try await Fixture.withDatabase { database, pool in
      let watcher = database.makePool()
      for item in ["a", "b"] { try await pool.run(InsertItem(item: item), in: scope) }
      try await body(pool, watcher)
      try await waitForDeadlock(on: watcher)
      await watcher.shutdown()
    }
  }

  @Test("of two transactions one runs again, and both are done")
  func transactions() async throws {
    try await withPool { pool, _ in
      let meeting = Meeting()
      let runCount = Counter()
      try await withThrowingTaskGroup(of: Void.self) { group in
        for items in [["a", "b"], ["b", "a"]] {
          group.addTask {
            try await pool.withTransaction(scope) { transaction in
              await runCount.increment()
              try await transaction.run(AddAmount(item: items[0], amount: 1))
              await meeting.come()
              try await transaction.run(AddAmount(item: items[1], amount: 1))
            }
          }
        }
        try await group.waitForAll()
      }
      #expect(await runCount.count == 3)
      #expect(try await pool.first(SumAmounts(), in: scope) == 4)
    }
  }

  /// The server ends the one that finds the deadlock when it has waited for a second: the
  /// statement, if the transaction comes to wait before that second is over, else the
  /// transaction.
  @Test(
    "of a transaction and a single statement one runs again, and both are done",
    arguments: [Duration.zero, .milliseconds(1_500)])
  func transactionAndLane(pause: Duration) async throws {
    try await withPool { pool, watcher in
      let meeting = Meeting()
      let runCount = Counter()
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          try await pool.withTransaction(scope) { transaction in
            await runCount.increment()
            try await transaction.run(AddAmount(item: "a", amount: 1))
            await meeting.come()
            // Nobody waits any more when it runs again, as the statement is done by then.
            if await runCount.count == 1 {
              try await waitForWaiter(on: watcher)
              try await Task.sleep(for: pause)
            }
            try await transaction.run(AddAmount(item: "b", amount: 1))
          }
        }
        await meeting.come()
        group.addTask { try await pool.run(AddToBoth(), in: scope) }
        try await group.waitForAll()
      }
      #expect(try await pool.first(SumAmounts(), in: scope) == 4)
    }
  }

  @Test("of two batches that lock crosswise each statement is done once, and each caller told so")
  func lanes() async throws {
    try await withPool { pool, watcher in
      let keys = (0..<1_000).map { ConflictKey($0) }
      let lanes = try (0..<2).map { lane in
        try #require(keys.first { UInt(bitPattern: $0.number) % 2 == lane })
      }
      // One lane begins with "a", the other with "b"; what comes meanwhile is their next batch.
      let items = [["a", "b"], ["b", "a"]] + Array(repeating: ["a", "b"], count: 4)
      var rounds: Int64 = 0
      // Whether the statements share batches in this order is a matter of chance.
      while try await watcher.first(CountDeadlocks(), in: .allOrganizations) == 0, rounds < 20 {
        rounds += 1
        try await withThrowingTaskGroup(of: Int.self) { group in
          for (lane, item) in items.flatMap({ zip(lanes, $0) }) {
            group.addTask { try await pool.run(AddSlowly(item: item, lane: lane), in: scope) }
          }
          for try await touched in group { #expect(touched == 1) }
        }
        #expect(try await pool.first(SumAmounts(), in: scope) == rounds * 12)
      }
    }
  }

  /// Returns as soon as a connection waits for a lock.
  private func waitForWaiter(on pool: PostgresPool) async throws {
    while try await pool.first(CountWaiters(), in: .allOrganizations) == 0 {
      try await Task.sleep(for: .milliseconds(10))
    }
  }

  /// The server counts a deadlock some time after it has ended it.
  private func waitForDeadlock(on pool: PostgresPool) async throws {
    while try await pool.first(CountDeadlocks(), in: .allOrganizations) == 0 {
      try await Task.sleep(for: .milliseconds(100))
    }
  }
}

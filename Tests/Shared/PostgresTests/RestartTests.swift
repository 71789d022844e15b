import Kernel
import Postgres
import TestSupport
import Testing

/// A server that ends in the middle of writes, and callers who repeat what was not acknowledged.
@Suite("PostgresPool restarts", .timeLimit(.minutes(5)))
struct RestartTests {
  private let scope = TransactionScope.organization(Fixture.organization)
  private static let writes = 1_000

  /// Repeats until the answer is one that tells what became of the write.
  private func untilKnown(_ write: () async throws -> Void) async throws {
    while true {
      do {
        return try await write()
      } catch let error as PostgresError {
        switch error {
        case .unavailable, .connectionLost, .outcomeUnknown:
          try await Task.sleep(for: .milliseconds(20))
        // "The database system is starting up" refuses connections, which is `unavailable`.
        case .server, .decoding, .cancelled: throw error
        }
      }
    }
  }

  /// Adds one to the counter, once for each number, however often it is repeated.
  private func count(_ number: Int, _ pool: PostgresPool) async throws {
    let request = IdempotentRequest<String>(
      key: RequestKey(
        caller: "person:p", method: "/sample/Add",
        requestID: UUIDBits(high: 1, low: UInt64(number)), requestHash: [1]),
      encode: { Array($0.utf8) })
    try await untilKnown {
      try await pool.withTransaction(scope) { transaction in
        _ = try await transaction.perform(request, organization: Fixture.organization) {
          try await transaction.run(AddAmount(item: "counter", amount: 1))
          return "added"
        }
      }
    }
  }

  /// Inserts an item by a single statement; that it is there already says that it was done.
  private func insert(_ number: Int, _ pool: PostgresPool) async throws {
    try await untilKnown {
      do {
        try await pool.run(InsertItem(item: "item \(number)"), in: scope)
      } catch let error as PostgresError where error.constraint == "item_pkey" {}
    }
  }

  @Test("every acknowledged write is there once and none twice, though the server ends twice")
  func restarts() async throws {
    let cluster = TestCluster(isDurable: true)
    let database = try await cluster.makeDatabase(
      schema: "sample", migrations: Fixture.migrations)
    var limits = TestDatabase.limits
    limits.waitersMax = Self.writes
    let pool = database.makePool(limits: limits)
    try await pool.run(InsertItem(item: "counter"), in: scope)
    let done = Counter()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for caller in 0..<50 {
        group.addTask {
          for number in stride(from: caller, to: Self.writes, by: 50) {
            if number.isMultiple(of: 2) {
              try await count(number, pool)
            } else {
              try await insert(number, pool)
            }
            await done.increment()
          }
        }
      }
      for share in [Self.writes / 4, Self.writes / 2] {
        while await done.count < share {
          try await Task.sleep(for: .milliseconds(1))
        }
        try await cluster.restartImmediately()
      }
      try await group.waitForAll()
    }
    #expect(await done.count == Self.writes)
    #expect(try await pool.execute(SelectItems(), in: scope).count == Self.writes / 2 + 1)
    #expect(try await pool.first(SumAmounts(), in: scope) == Int64(Self.writes / 2))
    await pool.shutdown()
  }
}

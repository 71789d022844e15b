import Kernel
import Postgres
import TestSupport
import Testing

/// Writes of many callers, each of whom repeats what was not acknowledged.
struct RepeatedWrites {
  let pool: PostgresPool

  private let scope = TransactionScope.organization(Fixture.organization)
  private let done = Counter()
  static let total = 1_000
  private static let callers = 50

  /// So many that all callers may wait at the same time.
  static var limits: PostgresLimits {
    var limits = TestDatabase.limits
    limits.waitersMax = total
    return limits
  }

  /// Writes, and runs a closure meanwhile.
  func run(_ disturb: (RepeatedWrites) async throws -> Void) async throws {
    try await pool.run(InsertItem(item: "counter"), in: scope)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for caller in 0..<Self.callers {
        group.addTask {
          for number in stride(from: caller, to: Self.total, by: Self.callers) {
            if number.isMultiple(of: 2) {
              try await count(number)
            } else {
              try await insert(number)
            }
            await done.increment()
          }
        }
      }
      try await disturb(self)
      try await group.waitForAll()
    }
  }

  /// Waits until a share of the writes was acknowledged.
  func wait(for share: Int) async throws {
    while await done.count < share {
      try await Task.sleep(for: .milliseconds(1))
    }
  }

  /// Checks that every write is there once and none twice.
  func check() async throws {
    #expect(await done.count == Self.total)
    try await checkRows()
  }

  /// Checks that each write is there once, whoever made them.
  func checkRows() async throws {
    try await Self.untilKnown {
      let items = try await pool.execute(SelectItems(), in: scope)
      #expect(items.count == Self.total / 2 + 1)
      let sum = try await pool.first(SumAmounts(), in: scope)
      #expect(sum == Int64(Self.total / 2))
    }
  }

  /// Repeats until the answer is one that tells what became of the write.
  static func untilKnown(_ write: () async throws -> Void) async throws {
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
  private func count(_ number: Int) async throws {
    let request = IdempotentRequest<String>(
      key: RequestKey(
        caller: "person:p", method: "/sample/Add",
        requestID: UUIDBits(high: 1, low: UInt64(number)), requestHash: [1]),
      encode: { Array($0.utf8) })
    try await Self.untilKnown {
      try await pool.withTransaction(scope) { transaction in
        _ = try await transaction.perform(request, organization: Fixture.organization) {
          try await transaction.run(AddAmount(item: "counter", amount: 1))
          return "added"
        }
      }
    }
  }

  /// Inserts an item by a single statement; that it is there already says that it was done.
  private func insert(_ number: Int) async throws {
    try await Self.untilKnown {
      do {
        try await pool.run(InsertItem(item: "item \(number)"), in: scope)
      } catch let error as PostgresError where error.constraint == "item_pkey" {}
    }
  }
}

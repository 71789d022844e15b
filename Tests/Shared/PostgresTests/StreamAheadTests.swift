import Kernel
import Postgres
import TestSupport
import Testing

private struct LockItems: Query {
  static let sql = "SELECT item_id FROM sample.item ORDER BY item_id FOR UPDATE"

  func bind(to bindings: inout Bindings) {}

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> String { try row.read() }
}

/// The second row fails.
private struct SelectQuotients: Query {
  static let sql = "SELECT 1 / (2 - number) FROM generate_series(1, 3) AS number"

  func bind(to bindings: inout Bindings) {}

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Int32 { try row.read() }
}

/// The second row takes ten minutes.
private struct SelectSlowly: Query {
  static let sql = """
    SELECT number FROM generate_series(1, 3) AS number
    WHERE number = 1 OR pg_sleep(600) IS NOT NULL
    """

  func bind(to bindings: inout Bindings) {}

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Int32 { try row.read() }
}

private struct Stop: Error {}

/// What becomes of rows that a stream has fetched before anybody asks for them.
@Suite("Transaction streams, rows ahead", .timeLimit(.minutes(2)))
struct StreamAheadTests {
  private let scope = TransactionScope.organization(Fixture.organization)

  @Test("a collision in rows that were fetched ahead runs the transaction again")
  func collisionAhead() async throws {
    try await Fixture.withPool { pool in
      for item in ["a", "b"] { try await pool.run(InsertItem(item: item), in: scope) }
      let runCount = Counter()
      try await pool.withTransaction(scope, isolation: .repeatableRead) { transaction in
        await runCount.increment()
        _ = try await transaction.execute(SumAmounts())
        if await runCount.count == 1 {
          try await pool.run(AddAmount(item: "b", amount: 1), in: scope)
        }
        // The second row is fetched while the first one is read, and is locked in vain.
        for try await _ in transaction.stream(LockItems(), bufferedRows: 1) { break }
      }
      #expect(await runCount.count == 2)
    }
  }

  @Test("rows that fail ahead of a loop that was left are undone with its savepoint")
  func failureAheadInSavepoint() async throws {
    try await Fixture.withPool { pool in
      try await pool.withTransaction(scope) { transaction in
        try await transaction.run(InsertItem(item: "a"))
        try? await transaction.withSavepoint {
          for try await _ in transaction.stream(SelectQuotients(), bufferedRows: 1) {
            throw CancellationError()
          }
        }
        try await transaction.run(InsertItem(item: "b"))
      }
      #expect(try await pool.execute(SelectItems(), in: scope) == ["a", "b"])
    }
  }

  @Test("rows that fail ahead are named by whatever finds the transaction failed")
  func failureAhead() async throws {
    try await Fixture.withPool { pool async throws in
      for takesAnotherRow in [false, true] {
        let error = await #expect(throws: PostgresError.self) {
          try await pool.withTransaction(scope) { transaction in
            let stream = transaction.stream(SelectQuotients(), bufferedRows: 1)
            var rows = stream.makeAsyncIterator()
            _ = try await rows.next()
            _ = try? await transaction.execute(SelectItems())
            if takesAnotherRow { _ = try await rows.next() }
          }
        }
        #expect(error?.sqlState == "22012")
        #expect(error?.serverError?.statement == "SelectQuotients")
      }
    }
  }

  @Test("rows ahead that nobody wants are stopped when the closure throws")
  func stoppedAhead() async throws {
    var limits = TestDatabase.limits
    limits.connectionsMax = 1
    limits.leaseTimeout = .seconds(60)
    limits.statementTimeout = .seconds(600)
    try await Fixture.withPool(limits: limits) { pool async throws in
      await #expect(throws: Stop.self) {
        try await pool.withTransaction(scope) { transaction in
          for try await _ in transaction.stream(SelectSlowly(), bufferedRows: 1) { throw Stop() }
        }
      }
      // The only connection is free long before the rows would be there.
      #expect(try await pool.leased(SelectItems(), in: scope) == [])
    }
  }

  @Test(
    "a stream that has failed does not end, nor goes on, even if a savepoint undoes the failure")
  func failureStays() async throws {
    try await Fixture.withPool { pool async throws in
      for item in ["a", "b", "c", "d", "e"] {
        try await pool.run(InsertItem(item: item), in: scope)
      }
      try await pool.withTransaction(scope) { transaction async throws in
        var rows = transaction.stream(LockItems(), bufferedRows: 1).makeAsyncIterator()
        #expect(try await rows.next() == "a")
        try? await transaction.withSavepoint {
          var quotients = transaction.stream(SelectQuotients(), bufferedRows: 1)
            .makeAsyncIterator()
          _ = try await quotients.next()
          for _ in 0..<3 {
            let error = await #expect(throws: PostgresError.self) { try await quotients.next() }
            #expect(error?.sqlState == "22012")
          }
          // Refused, because the transaction has failed; the row that is there is lost.
          await #expect(throws: PostgresError.self) {
            while try await rows.next() != nil {}
          }
        }
        await #expect(throws: PostgresError.self) { try await rows.next() }
        #expect(try await transaction.execute(SelectItems()).count == 5)
      }
    }
  }
}

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
}

import Kernel
import Postgres
import Synchronization
import TestSupport
import Testing

private struct DomainError: Error {}

private struct SelectStatementTimeout: Query {
  static let sql = "SELECT current_setting('statement_timeout')"

  func bind(to bindings: inout Bindings) {}

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> String { try row.read() }
}

@Suite("PostgresPool.withTransaction")
struct TransactionTests {
  private let scope = TransactionScope.organization(Fixture.organization)

  @Test("commits when the closure returns")
  func commit() async throws {
    try await Fixture.withPool { pool in
      let count = try await pool.withTransaction(scope) { transaction in
        try await transaction.run(InsertItem(item: "a", amount: 3))
        return try await transaction.run(InsertItem(item: "b", amount: 4))
      }
      #expect(count == 1)
      #expect(try await pool.first(SumAmounts(), in: scope) == 7)
    }
  }

  @Test("rolls back and passes the error on when the closure throws")
  func rollback() async throws {
    try await Fixture.withPool { pool async throws in
      await #expect(throws: DomainError.self) {
        try await pool.withTransaction(scope) { transaction in
          try await transaction.run(InsertItem(item: "a"))
          throw DomainError()
        }
      }
      #expect(try await pool.execute(SelectItems(), in: scope) == [])
    }
  }

  @Test("names the violated constraint, and the next transaction works")
  func constraint() async throws {
    try await Fixture.withPool { pool in
      try await pool.run(InsertItem(item: "a"), in: scope)
      let error = await #expect(throws: PostgresError.self) {
        try await pool.withTransaction(scope) { transaction in
          try await transaction.run(InsertItem(item: "a"))
        }
      }
      #expect(error?.constraint == "item_pkey")
      #expect(error?.sqlState == "23505")
      #expect(error?.serverError?.table == "item")
      #expect(error.map { "\($0)" }?.contains("item") == false)
      #expect(try await pool.execute(SelectItems(), in: scope) == ["a"])
    }
  }

  @Test("throws a failure that the closure has swallowed")
  func swallowedFailure() async throws {
    try await Fixture.withPool { pool async throws in
      let error = await #expect(throws: PostgresError.self) {
        try await pool.withTransaction(scope) { transaction in
          try await transaction.run(InsertItem(item: "a"))
          _ = try? await transaction.run(InsertItem(item: "b", amount: -1))
        }
      }
      #expect(error?.constraint == "item_amount_check")
      #expect(try await pool.execute(SelectItems(), in: scope) == [])
    }
  }

  @Test("runs the closure again after a serialization failure")
  func serializationFailure() async throws {
    try await Fixture.withPool { pool in
      try await pool.run(InsertItem(item: "a"), in: scope)
      let runCount = Atomic(0)
      // A change by somebody else after the snapshot was taken makes the first run fail.
      try await pool.withTransaction(scope, isolation: .repeatableRead) { transaction in
        let run = runCount.add(1, ordering: .relaxed).newValue
        _ = try await transaction.execute(SumAmounts())
        if run == 1 { try await pool.run(AddAmount(item: "a", amount: 10), in: scope) }
        try await transaction.run(AddAmount(item: "a", amount: 1))
      }
      #expect(runCount.load(ordering: .relaxed) == 2)
      #expect(try await pool.first(SumAmounts(), in: scope) == 11)
    }
  }

  @Test("gives up after three serialization failures")
  func repeatedFailure() async throws {
    try await Fixture.withPool { pool in
      try await pool.run(InsertItem(item: "a"), in: scope)
      let runCount = Atomic(0)
      let error = await #expect(throws: PostgresError.self) {
        try await pool.withTransaction(scope, isolation: .repeatableRead) { transaction in
          runCount.add(1, ordering: .relaxed)
          _ = try await transaction.execute(SumAmounts())
          try await pool.run(AddAmount(item: "a", amount: 10), in: scope)
          try await transaction.run(AddAmount(item: "a", amount: 1))
        }
      }
      #expect(error?.isTransient == true)
      #expect(runCount.load(ordering: .relaxed) == 3)
    }
  }

  @Test("the server stops a statement when the caller of the present call waits no longer")
  func deadline() async throws {
    try await Fixture.withPool { pool in
      let error = await #expect(throws: PostgresError.self) {
        try await CallDeadline.current.withValue(.after(.milliseconds(200))) {
          try await pool.withTransaction(scope) { try await $0.run(SleepLong()) }
        }
      }
      #expect(error?.sqlState == "57014")
      let past = await #expect(throws: PostgresError.self) {
        try await CallDeadline.current.withValue(.after(.seconds(-1))) {
          try await pool.withTransaction(scope) { try await $0.run(SleepLong()) }
        }
      }
      #expect(past?.sqlState == "57014")
      // It holds for that transaction only, and never lengthens the usual limit.
      let usual = try await pool.leased(SelectStatementTimeout(), in: scope)
      let patient = try await CallDeadline.current.withValue(.after(.seconds(86_400))) {
        try await pool.leased(SelectStatementTimeout(), in: scope)
      }
      #expect(patient == usual)
    }
  }

  @Test("refuses to write in a read-only transaction")
  func readOnly() async throws {
    try await Fixture.withPool { pool in
      let error = await #expect(throws: PostgresError.self) {
        try await pool.withTransaction(scope, readOnly: true) { transaction in
          try await transaction.run(InsertItem(item: "a"))
        }
      }
      #expect(error?.sqlState == "25006")
    }
  }

  @Test("keeps its statements together when they run concurrently")
  func concurrentStatements() async throws {
    try await Fixture.withPool { pool async throws in
      await #expect(throws: DomainError.self) {
        try await pool.withTransaction(scope) { transaction in
          try await withThrowingTaskGroup(of: Void.self) { group in
            for item in ["a", "b", "c", "d"] {
              group.addTask { try await transaction.run(InsertItem(item: item)) }
            }
            try await group.waitForAll()
          }
          throw DomainError()
        }
      }
      #expect(try await pool.execute(SelectItems(), in: scope) == [])
    }
  }

  @Test("shows nothing of other organisations")
  func rowLevelSecurity() async throws {
    try await Fixture.withPool { pool in
      let other = TransactionScope.organization(OrganizationID(stored: "other"))
      try await pool.run(InsertItem(item: "a"), in: scope)
      #expect(try await pool.execute(SelectItems(), in: scope) == ["a"])
      #expect(try await pool.execute(SelectItems(), in: other) == [])
      #expect(try await pool.execute(SelectItems(), in: .allOrganizations) == [])
      let error = await #expect(throws: PostgresError.self) {
        try await pool.run(InsertItem(item: "b"), in: other)
      }
      #expect(error?.sqlState == "42501")
    }
  }

  @Test("a savepoint undoes what failed in it, and the transaction goes on")
  func savepoint() async throws {
    try await Fixture.withPool { pool in
      try await pool.withTransaction(scope) { transaction in
        try await transaction.run(InsertItem(item: "a"))
        let error = await #expect(throws: PostgresError.self) {
          try await transaction.withSavepoint {
            try await transaction.run(InsertItem(item: "b"))
            try await transaction.run(InsertItem(item: "a"))
          }
        }
        #expect(error?.constraint == "item_pkey")
        try await transaction.withSavepoint {
          try await transaction.run(InsertItem(item: "c"))
          try? await transaction.withSavepoint {
            try await transaction.run(InsertItem(item: "d"))
            throw CancellationError()
          }
        }
      }
      #expect(try await pool.execute(SelectItems(), in: scope) == ["a", "c"])
    }
  }

  @Test("a failure that is swallowed inside a savepoint still undoes it")
  func swallowedInSavepoint() async throws {
    try await Fixture.withPool { pool in
      try await pool.withTransaction(scope) { transaction in
        try await transaction.run(InsertItem(item: "a"))
        await #expect(throws: PostgresError.self) {
          try await transaction.withSavepoint {
            try await transaction.run(InsertItem(item: "b"))
            _ = try? await transaction.run(InsertItem(item: "a"))
          }
        }
      }
      #expect(try await pool.execute(SelectItems(), in: scope) == ["a"])
    }
  }
}

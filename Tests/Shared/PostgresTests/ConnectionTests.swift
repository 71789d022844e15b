import Kernel
import Postgres
import TestSupport
import Testing

private struct TerminateOthers: Statement {
  static let sql = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
      AND backend_type = 'client backend'
    """

  func bind(to bindings: inout Bindings) {}

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Bool { try row.read() }
}

func terminateOthers(_ database: TestDatabase) async throws {
  try await PostgresSession.withSession(
    database.superuserURL, connectTimeout: .seconds(10), statementTimeout: .seconds(10),
    logger: Fixture.logger
  ) { session in
    _ = try await session.execute(TerminateOthers())
  }
}

/// What a closure throws; `nil` when it succeeds.
private func failure(_ body: @Sendable () async throws -> Int) async -> (any Error)? {
  do {
    _ = try await body()
    return nil
  } catch {
    return error
  }
}

@Suite("PostgresPool")
struct ConnectionTests {
  private let scope = TransactionScope.organization(Fixture.organization)

  @Test("reports a lost connection when the server ends it mid statement, then connects again")
  func terminatedMidStatement() async throws {
    try await Fixture.withDatabase { database, pool in
      let watcher = database.makePool()
      async let sleeping = failure { try await pool.leased(SleepLong(), in: scope).count }
      try await WaitForStatement.wait(for: "%pg_sleep%", on: watcher)
      await watcher.shutdown()
      try await terminateOthers(database)
      guard case PostgresError.connectionLost? = await sleeping else {
        Issue.record("expected a lost connection")
        return
      }
      let items = try await pool.execute(SelectItems(), in: scope)
      #expect(items == [])
    }
  }

  @Test("never continues a transaction on another connection")
  func terminatedBetweenStatements() async throws {
    try await Fixture.withDatabase { database, pool in
      let error = await #expect(throws: PostgresError.self) {
        try await pool.withTransaction(scope) { transaction in
          try await transaction.run(InsertItem(item: "a"))
          try await terminateOthers(database)
          try await transaction.run(InsertItem(item: "b"))
        }
      }
      guard case .connectionLost = error else {
        Issue.record("expected a lost connection")
        return
      }
      let items = try await pool.execute(SelectItems(), in: scope)
      #expect(items == [])
    }
  }

  @Test("stops the statement of a cancelled task on the server and tells the task at once")
  func cancellation() async throws {
    try await Fixture.withDatabase { database, pool in
      let watcher = database.makePool()
      let isCancelled = try await withThrowingTaskGroup(of: Bool.self) { group in
        group.addTask {
          do {
            try await pool.withTransaction(scope) { transaction in
              try await transaction.run(SleepLong())
            }
            return false
          } catch is CancellationError {
            return true
          }
        }
        try await WaitForStatement.wait(for: "%pg_sleep%", on: watcher)
        group.cancelAll()
        return try await group.next()
      }
      #expect(isCancelled == true)
      while try await watcher.first(
        WaitForStatement(pattern: "%pg_sleep%"), in: .allOrganizations) != 0
      {
        await Task.yield()
      }
      let items = try await pool.execute(SelectItems(), in: scope)
      #expect(items == [])
      await watcher.shutdown()
    }
  }

  @Test("does nothing for a task that is cancelled already")
  func cancelledBefore() async throws {
    try await Fixture.withPool { pool in
      await withTaskGroup(of: Void.self) { group in
        group.cancelAll()
        group.addTask {
          await #expect(throws: CancellationError.self) {
            try await pool.run(InsertItem(item: "a"), in: scope)
          }
        }
      }
      let items = try await pool.execute(SelectItems(), in: scope)
      #expect(items == [])
    }
  }

  @Test("refuses a caller at once when as many wait as may wait")
  func tooManyWaiters() async throws {
    try await Fixture.withPool(limits: Fixture.limits(connectionsMax: 1, waitersMax: 0)) { pool in
      try await pool.withTransaction(scope) { transaction in
        let error = await #expect(throws: PostgresError.self) {
          try await pool.leased(InsertItem(item: "a"), in: scope)
        }
        guard case .unavailable(let retryAfter, .tooManyWaiters) = error else {
          Issue.record("expected a refusal")
          return
        }
        #expect(retryAfter > .zero)
      }
    }
  }

  @Test("refuses a caller who has waited too long")
  func leaseTimeout() async throws {
    let limits = Fixture.limits(connectionsMax: 1, waitersMax: 1, leaseTimeout: .milliseconds(20))
    try await Fixture.withPool(limits: limits) { pool in
      // The first connection may take longer than a caller waits, but it comes.
      while (try? await pool.leased(SelectItems(), in: scope)) == nil {}
      try await pool.withTransaction(scope) { transaction in
        let error = await #expect(throws: PostgresError.self) {
          try await pool.leased(InsertItem(item: "a"), in: scope)
        }
        guard case .unavailable(_, .leaseTimeout) = error else {
          Issue.record("expected a refusal")
          return
        }
      }
    }
  }

  @Test("serves all callers with few connections")
  func contention() async throws {
    try await Fixture.withPool(limits: Fixture.limits(connectionsMax: 2, waitersMax: 200)) { pool in
      try await pool.run(InsertItem(item: "a"), in: scope)
      let processes = try await withThrowingTaskGroup(of: Int32?.self) { group in
        for _ in 0..<100 {
          group.addTask {
            try await pool.withTransaction(scope) { transaction in
              try await transaction.run(AddAmount(item: "a", amount: 1))
              return try await transaction.first(SelectProcess())
            }
          }
        }
        return try await group.reduce(into: Set()) { $0.insert($1) }
      }
      #expect(processes.count <= 2)
      #expect(try await pool.first(SumAmounts(), in: scope) == 100)
    }
  }

  @Test("is unavailable, with advice, when there is no server")
  func noServer() async throws {
    var limits = TestDatabase.limits
    limits.connectTimeout = .seconds(2)
    let pool = PostgresPool(
      url: DatabaseURL(host: "127.0.0.1", port: 1, user: "nobody", password: "", database: "none"),
      schema: "sample", limits: limits, logger: Fixture.logger)
    for _ in 0..<2 {
      let error = await #expect(throws: PostgresError.self) {
        try await pool.execute(SelectItems(), in: scope)
      }
      guard case .unavailable(let retryAfter, .cannotConnect) = error else {
        Issue.record("expected the server to be unavailable")
        return
      }
      #expect(retryAfter > .zero)
    }
    await pool.shutdown()
  }

  @Test("refuses work after its shutdown")
  func shutdown() async throws {
    let pool = try await Fixture.makeDatabase().makePool()
    _ = try await pool.execute(SelectItems(), in: scope)
    await pool.shutdown()
    let error = await #expect(throws: PostgresError.self) {
      try await pool.execute(SelectItems(), in: scope)
    }
    guard case .unavailable(_, .shutDown) = error else {
      Issue.record("expected a refusal")
      return
    }
  }

  @Test("waits at its shutdown for an attempt that is about to end", arguments: [false, true])
  func shutdownWhileConnecting(inLane isInLane: Bool) async throws {
    let database = try await Fixture.makeDatabase()
    let gate = ConnectionGate(to: database.port) { _ in .fades(after: .milliseconds(300)) }
    try await gate.withPort { port in
      let pool = database.makePool(port: port)
      let caller = Task {
        if isInLane {
          _ = try await pool.execute(SelectItems(), in: scope)
        } else {
          try await pool.withTransaction(scope) { _ = try await $0.execute(SelectItems()) }
        }
      }
      try await gate.waitForConnections(1)
      await pool.shutdown()
      #expect(gate.faded == 1)
      await #expect(throws: PostgresError.self) { try await caller.value }
    }
  }

  @Test("prepares a statement again when its table has changed, without a caller noticing")
  func changedTable() async throws {
    try await Fixture.withDatabase(limits: Fixture.limits(connectionsMax: 1, waitersMax: 1)) {
      database, pool async throws in
      #expect(try await pool.execute(SelectItems(), in: scope) == [])
      #expect(try await pool.leased(SelectItems(), in: scope) == [])
      try await PostgresSession.withSession(
        database.ownerURL, connectTimeout: .seconds(10), statementTimeout: .seconds(10),
        logger: Fixture.logger
      ) { session in
        try await session.run(
          script: "ALTER TABLE sample.item ALTER COLUMN item_id TYPE varchar(64)", name: "Alter")
      }
      #expect(try await pool.execute(SelectItems(), in: scope) == [])
      #expect(try await pool.leased(SelectItems(), in: scope) == [])
    }
  }

  @Test("ends a statement that takes longer than allowed")
  func statementTimeout() async throws {
    var limits = TestDatabase.limits
    limits.statementTimeout = .milliseconds(50)
    try await Fixture.withPool(limits: limits) { pool in
      let error = await #expect(throws: PostgresError.self) {
        try await pool.run(SleepLong(), in: scope)
      }
      #expect(error?.sqlState == "57014")
    }
  }
}

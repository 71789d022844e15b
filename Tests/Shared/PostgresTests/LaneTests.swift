import Kernel
import Postgres
import TestSupport
import Testing

/// Waits on the server for some time, then gives it back.
private struct Sleep: Query {
  static let sql = "SELECT pg_sleep($1)"

  var seconds: Double

  func bind(to bindings: inout Bindings) { bindings.append(seconds) }
}

/// Inserts an item, slowly.
private struct InsertSlowly: Statement {
  static let sql = """
    INSERT INTO sample.item (organization_id, item_id, amount)
    SELECT $1, $2, 0 FROM pg_sleep(60)
    """

  var item: String

  func bind(to bindings: inout Bindings) {
    bindings.append(Fixture.organization)
    bindings.append(item)
  }
}

/// The scope that the server knows, and the transaction that the statement ran in.
private struct SelectScope: Query {
  static let sql = "SELECT current_setting('laurel.organization_id'), pg_current_xact_id()::text"

  func bind(to bindings: inout Bindings) {}

  static func decode(
    _ row: inout RowReader
  ) throws(RowDecodingError) -> (scope: String, transaction: String) {
    (try row.read(), try row.read())
  }
}

private struct DiscardAll: Statement {
  static let sql = "DEALLOCATE ALL"

  func bind(to bindings: inout Bindings) {}
}

@Suite("PostgresPool lanes", .timeLimit(.minutes(5)))
struct LaneTests {
  private let scope = TransactionScope.organization(Fixture.organization)

  private func limits(lanesMax: Int, statementsMax: Int = 10_000) -> PostgresLimits {
    var limits = TestDatabase.limits
    limits.lanesMax = lanesMax
    limits.statementsMax = statementsMax
    return limits
  }

  @Test("many callers share few transactions, and each gets its own answer in its own scope")
  func batches() async throws {
    try await Fixture.withPool(limits: limits(lanesMax: 1)) { pool in
      let callers = 300
      let answers = try await withThrowingTaskGroup(of: (Int, String, String)?.self) { group in
        for caller in 0..<callers {
          group.addTask {
            let scope = TransactionScope.organization(OrganizationID(stored: "o\(caller % 7)"))
            return try await pool.first(SelectScope(), in: scope).map {
              (caller, $0.scope, $0.transaction)
            }
          }
        }
        return try await group.reduce(into: []) { $0 += [$1].compactMap(\.self) }
      }
      #expect(answers.count == callers)
      #expect(answers.allSatisfy { $0.1 == "o\($0.0 % 7)" })
      #expect(Set(answers.map(\.2)).count < callers / 2)
    }
  }

  @Test("a statement that the server refuses leaves the others of its batch alone")
  func refused() async throws {
    try await Fixture.withPool(limits: limits(lanesMax: 1)) { pool in
      try await pool.run(InsertItem(item: "7"), in: scope)
      let refusals = await withTaskGroup(of: String?.self) { group in
        for item in 0..<200 {
          group.addTask {
            do {
              return try await pool.run(InsertItem(item: "\(item % 150)"), in: scope) == 1
                ? nil : "?"
            } catch {
              return (error as? PostgresError)?.constraint ?? "?"
            }
          }
        }
        return await group.reduce(into: []) { $0 += [$1].compactMap(\.self) }
      }
      #expect(refusals == Array(repeating: "item_pkey", count: 51))
      #expect(try await pool.execute(SelectItems(), in: scope).count == 150)
    }
  }

  @Test("a statement that takes too long is told so, and the others of its batch are served")
  func timeout() async throws {
    var limits = limits(lanesMax: 1)
    limits.statementTimeout = .milliseconds(300)
    try await Fixture.withPool(limits: limits) { pool in
      async let first: Void = { _ = try await pool.run(Sleep(seconds: 0.1), in: scope) }()
      async let slow = pool.run(Sleep(seconds: 60), in: scope)
      async let insert = pool.run(InsertItem(item: "a"), in: scope)
      try await first
      do {
        _ = try await slow
        Issue.record("expected a failure")
      } catch let error as PostgresError {
        #expect(error.sqlState == "57014")
      }
      #expect(try await insert == 1)
    }
  }

  @Test("the statement of a cancelled task is told at once, stops, and does not hold others up")
  func cancellation() async throws {
    try await Fixture.withDatabase(limits: limits(lanesMax: 1)) { database, pool in
      let watcher = database.makePool()
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          await #expect(throws: CancellationError.self) {
            try await pool.run(InsertSlowly(item: "slow"), in: scope)
          }
        }
        try await WaitForStatement.wait(for: "%pg_sleep(60)%", on: watcher)
        async let insert = pool.run(InsertItem(item: "a"), in: scope)
        group.cancelAll()
        try await group.waitForAll()
        #expect(try await insert == 1)
      }
      #expect(try await pool.execute(SelectItems(), in: scope) == ["a"])
      await watcher.shutdown()
    }
  }

  @Test("what only reads is repeated when its connection is lost")
  func lostRead() async throws {
    try await Fixture.withDatabase(limits: limits(lanesMax: 1)) { database, pool in
      let watcher = database.makePool()
      async let read = pool.run(Sleep(seconds: 1), in: scope)
      try await WaitForStatement.wait(for: "%pg_sleep%", on: watcher)
      await watcher.shutdown()
      try await terminateOthers(database)
      #expect(try await read == 1)
    }
  }

  @Test("the fate of a write is unknown when its connection is lost")
  func lostWrite() async throws {
    try await Fixture.withDatabase(limits: limits(lanesMax: 1)) { database, pool in
      let watcher = database.makePool()
      async let write = pool.run(InsertSlowly(item: "slow"), in: scope)
      try await WaitForStatement.wait(for: "%pg_sleep(60)%", on: watcher)
      await watcher.shutdown()
      try await terminateOthers(database)
      do {
        _ = try await write
        Issue.record("expected a failure")
      } catch PostgresError.outcomeUnknown(let statement) {
        #expect(statement == "InsertSlowly")
      }
      #expect(try await pool.execute(SelectItems(), in: scope) == [])
    }
  }

  @Test("statements beyond the limit are refused at once, with advice")
  func tooMany() async throws {
    try await Fixture.withDatabase(limits: limits(lanesMax: 1, statementsMax: 10)) {
      database, pool in
      let watcher = database.makePool()
      try await withThrowingTaskGroup(of: Bool.self) { group in
        group.addTask { try await pool.run(Sleep(seconds: 0.5), in: scope) == 1 }
        try await WaitForStatement.wait(for: "%pg_sleep%", on: watcher)
        for item in 0..<30 {
          group.addTask {
            do {
              return try await pool.run(InsertItem(item: "\(item)"), in: scope) == 1
            } catch PostgresError.unavailable(let retryAfter, .tooManyWaiters) {
              return retryAfter <= .zero
            }
          }
        }
        let served = try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        #expect(served == 11)
      }
      #expect(try await pool.execute(SelectItems(), in: scope).count == 10)
      await watcher.shutdown()
    }
  }

  @Test("a statement that waits too long for a lane is refused, though the lane is held up")
  func waitsTooLong() async throws {
    var limits = limits(lanesMax: 1)
    limits.leaseTimeout = .milliseconds(200)
    try await Fixture.withDatabase(limits: limits) { database, pool in
      let watcher = database.makePool()
      while (try? await pool.execute(SelectItems(), in: scope)) == nil {}
      async let slow = pool.run(Sleep(seconds: 3), in: scope)
      try await WaitForStatement.wait(for: "%pg_sleep%", on: watcher)
      let error = await #expect(throws: PostgresError.self) {
        try await pool.run(InsertItem(item: "a"), in: scope)
      }
      guard case .unavailable(_, .leaseTimeout)? = error else {
        Issue.record("expected a refusal")
        return
      }
      _ = try await slow
      await watcher.shutdown()
    }
  }

  @Test("a statement is prepared again when the server has forgotten it")
  func forgotten() async throws {
    try await Fixture.withPool(limits: limits(lanesMax: 1)) { pool in
      #expect(try await pool.execute(SelectItems(), in: scope) == [])
      try await pool.run(DiscardAll(), in: scope)
      #expect(try await pool.execute(SelectItems(), in: scope) == [])
    }
  }

  @Test("statements with the same key never wait for each other crosswise")
  func conflictKey() async throws {
    try await Fixture.withPool(limits: limits(lanesMax: 4)) { pool in
      for item in 0..<4 { try await pool.run(InsertItem(item: "\(item)"), in: scope) }
      try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<400 {
          group.addTask { try await pool.run(AddToAll(key: ConflictKey("items")), in: scope) }
        }
        for try await touched in group { #expect(touched == 4) }
      }
      #expect(try await pool.first(SumAmounts(), in: scope) == 1_600)
    }
  }

  @Test("of ten thousand calls at once every one is served or refused, and nothing is left behind")
  func manyCalls() async throws {
    var limits = limits(lanesMax: 2, statementsMax: 1_000)
    limits.connectionsMax = 2
    limits.waitersMax = 1_000
    try await Fixture.withDatabase(limits: limits) { database, pool in
      try await pool.run(InsertItem(item: "a"), in: scope)
      let (served, refused) = try await withThrowingTaskGroup(of: Bool.self) { group in
        for call in 0..<10_000 {
          group.addTask {
            do {
              if call.isMultiple(of: 2) {
                try await pool.run(AddAmount(item: "a", amount: 1), in: scope)
              } else {
                try await pool.leased(AddAmount(item: "a", amount: 1), in: scope)
              }
              return true
            } catch PostgresError.unavailable(let retryAfter, .tooManyWaiters) {
              #expect(retryAfter > .zero)
              return false
            }
          }
        }
        return try await group.reduce(into: (0, 0)) { counts, isServed in
          if isServed { counts.0 += 1 } else { counts.1 += 1 }
        }
      }
      #expect(served + refused == 10_000)
      // As many as may wait are served on each way, if not more.
      #expect(served >= 2_000)
      #expect(try await pool.first(SumAmounts(), in: scope) == Int64(served))
      await pool.shutdown()
      try await waitForNoConnections(database)
    }
  }

  /// The server notices a moment later that a connection was closed.
  private func waitForNoConnections(_ database: TestDatabase) async throws {
    try await PostgresSession.withSession(
      database.superuserURL, connectTimeout: .seconds(10), statementTimeout: .seconds(10),
      logger: Fixture.logger
    ) { session in
      while try await session.execute(CountConnections()) != [0] {
        try await Task.sleep(for: .milliseconds(10))
      }
    }
  }

  @Test("statements that collide across lanes are tried again")
  func collisions() async throws {
    try await Fixture.withPool(limits: limits(lanesMax: 4)) { pool in
      for item in 0..<4 { try await pool.run(InsertItem(item: "\(item)"), in: scope) }
      try await withThrowingTaskGroup(of: Int.self) { group in
        for number in 0..<100 {
          group.addTask {
            try await pool.run(AddAmount(item: "\(number % 4)", amount: 1), in: scope)
          }
        }
        for try await touched in group { #expect(touched == 1) }
      }
      #expect(try await pool.first(SumAmounts(), in: scope) == 100)
    }
  }
}

/// Connections of others to this database.
private struct CountConnections: Query {
  static let sql = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
      AND backend_type = 'client backend'
    """

  func bind(to bindings: inout Bindings) {}

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Int { try row.read() }
}

/// Touches all items, in an order of its own.
private struct AddToAll: Statement {
  static let sql = "UPDATE sample.item SET amount = amount + 1"

  var key: ConflictKey
  var conflictKey: ConflictKey? { key }

  func bind(to bindings: inout Bindings) {}
}

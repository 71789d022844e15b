import Kernel
import Postgres
import TestSupport
import Testing

/// A text that is longer than what the network lets through at first.
private struct SelectLongText: Query {
  static let sql = "SELECT repeat('x', 200000)"

  func bind(to bindings: inout Bindings) {}

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> String { try row.read() }
}

private struct InsertWithLongAnswer: Statement {
  static let sql = """
    INSERT INTO sample.item (organization_id, item_id, amount) VALUES ($1, $2, 0)
    RETURNING repeat('x', 200000)
    """

  var item: String

  func bind(to bindings: inout Bindings) {
    bindings.append(Fixture.organization)
    bindings.append(item)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> String { try row.read() }
}

private struct SleepBriefly: Statement {
  static let sql = "SELECT pg_sleep(1)"

  func bind(to bindings: inout Bindings) {}
}

/// A network that is cut, or goes quiet, half way through an answer.
@Suite("PostgresPool network", .timeLimit(.minutes(2)))
struct NetworkTests {
  private let scope = TransactionScope.organization(Fixture.organization)
  private static let cut = 100_000

  /// The first connection has the fate, the others pass.
  private func withPool(
    first fate: ConnectionGate.Fate, limits: PostgresLimits = TestDatabase.limits,
    _ body: (PostgresPool) async throws -> Void
  ) async throws {
    let database = try await Fixture.makeDatabase()
    let gate = ConnectionGate(to: database.port) { $0 == 1 ? fate : .passes }
    var limits = limits
    limits.lanesMax = 1
    try await gate.withPort { port in
      let pool = database.makePool(limits: limits, port: port)
      do {
        try await body(pool)
      } catch {
        await pool.shutdown()
        throw error
      }
      await pool.shutdown()
    }
  }

  @Test("a query is repeated whose answer was cut off")
  func query() async throws {
    try await withPool(first: .ends(afterBytes: Self.cut)) { pool async throws in
      #expect(try await pool.first(SelectLongText(), in: scope)?.count == 200_000)
    }
  }

  @Test("the fate of a write is unknown whose answer was cut off")
  func write() async throws {
    try await withPool(first: .ends(afterBytes: Self.cut)) { pool async throws in
      let error = await #expect(throws: PostgresError.self) {
        try await pool.execute(InsertWithLongAnswer(item: "a"), in: scope)
      }
      guard case .outcomeUnknown("InsertWithLongAnswer")? = error else {
        Issue.record("expected an unknown outcome")
        return
      }
      // Half an answer came; whether it was committed is for the server to say.
      #expect(try await pool.execute(SelectItems(), in: scope).count <= 1)
    }
  }

  @Test("a transaction is not committed when an answer in it was cut off")
  func transaction() async throws {
    try await withPool(first: .ends(afterBytes: Self.cut)) { pool async throws in
      let error = await #expect(throws: PostgresError.self) {
        try await pool.withTransaction(scope) { transaction in
          try await transaction.execute(InsertWithLongAnswer(item: "a"))
        }
      }
      guard case .connectionLost? = error else {
        Issue.record("expected a lost connection")
        return
      }
      #expect(try await pool.execute(SelectItems(), in: scope) == [])
    }
  }

  @Test("a request to stop a statement that gets stuck costs the statements after it nothing")
  func stuckCancellation() async throws {
    let database = try await Fixture.makeDatabase()
    let watcher = database.makePool()
    // The lane comes first, then the request.
    let gate = ConnectionGate(to: database.port) { $0 == 2 ? .hangs : .passes }
    var limits = TestDatabase.limits
    limits.lanesMax = 1
    try await gate.withPort { port in
      let pool = database.makePool(limits: limits, port: port)
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { _ = try? await pool.run(SleepBriefly(), in: scope) }
        try await WaitForStatement.wait(for: SleepBriefly.sql, on: watcher)
        group.cancelAll()
        try await gate.waitForConnections(2)
      }
      try await pool.run(InsertItem(item: "a"), in: scope)
      #expect(try await pool.execute(SelectItems(), in: scope) == ["a"])
      await pool.shutdown()
    }
    await watcher.shutdown()
  }

  @Test("a server that goes quiet is lost to a whole batch after the time of one statement")
  func stalledBatch() async throws {
    var limits = TestDatabase.limits
    // For each of them one after the other it would be longer than the suite may take.
    limits.statementTimeout = .seconds(3)
    try await withPool(first: .stalls(afterBytes: Self.cut), limits: limits) { pool in
      try await withThrowingTaskGroup(of: Int?.self) { group in
        for _ in 0..<50 {
          group.addTask { try await pool.first(SelectLongText(), in: scope)?.count }
        }
        for try await count in group { #expect(count == 200_000) }
      }
    }
  }

  @Test("a server that goes quiet half way through an answer counts as lost")
  func stall() async throws {
    var limits = TestDatabase.limits
    limits.statementTimeout = .milliseconds(500)
    try await withPool(first: .stalls(afterBytes: Self.cut), limits: limits) { pool async throws in
      #expect(try await pool.first(SelectLongText(), in: scope)?.count == 200_000)
    }
  }
}

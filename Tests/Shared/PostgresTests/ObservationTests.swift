import InMemoryLogging
import Kernel
import Logging
import MetricsTestKit
import Postgres
import TestSupport
import Testing

private struct FailingInsert: Statement {
  static let sql = "INSERT INTO sample.item (organization_id, item_id, amount) VALUES ($1, $2, -1)"

  var secret: String

  func bind(to bindings: inout Bindings) {
    bindings.append(Fixture.organization)
    bindings.append(secret)
  }
}

private struct ShortSleep: Query {
  static let sql = "SELECT pg_sleep(0.2)::text, $1"

  var secret: String

  func bind(to bindings: inout Bindings) { bindings.append(secret) }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) {
    let _: String = try row.read()
    let _: String = try row.read()
  }
}

@Suite("Metrics and the log of slow statements", .timeLimit(.minutes(2)))
struct ObservationTests {
  private let scope = TransactionScope.organization(Fixture.organization)

  /// Runs a test with a pool that is watched.
  private func withPool(
    slow: Duration = .seconds(20),
    _ body: (PostgresPool, TestMetrics, InMemoryLogHandler) async throws -> Void
  ) async throws {
    let database = try await Fixture.makeDatabase()
    var limits = TestDatabase.limits
    limits.slowStatementTime = slow
    let metrics = TestMetrics()
    let log = InMemoryLogHandler()
    let pool = PostgresPool(
      url: database.appURL, schema: "sample", limits: limits,
      logger: Logger(label: "test") { _ in log }, metrics: metrics)
    do {
      try await body(pool, metrics, log)
    } catch {
      await pool.shutdown()
      throw error
    }
    await pool.shutdown()
  }

  private func durations(
    _ metrics: TestMetrics, _ statement: String, error: String? = nil
  ) -> [Double] {
    let labels =
      [("db.system.name", "postgresql"), ("db.query.summary", statement)]
      + (error.map { [("error.type", $0)] } ?? [])
    return metrics.recorders(label: "db.client.operation.duration", dimensions: labels)
      .filter { $0.dimensions.count == labels.count }.flatMap(\.values)
  }

  @Test("statements are counted and timed under their names, on lanes and in transactions")
  func statements() async throws {
    try await withPool { pool, metrics, _ in
      try await pool.run(InsertItem(item: "a"), in: scope)
      for _ in 0..<3 { _ = try await pool.execute(SelectItems(), in: scope) }
      try await pool.withTransaction(scope) { transaction in
        try transaction.enqueue(InsertItem(item: "b"))
        _ = try await transaction.execute(SelectItems())
      }
      #expect(durations(metrics, "InsertItem").count == 2)
      #expect(durations(metrics, "SelectItems").count == 4)
      #expect(durations(metrics, "SelectItems").allSatisfy { $0 > 0 && $0 < 60 })
      #expect(durations(metrics, "Commit").count == 1)
      let rows = metrics.recorders(
        label: "db.client.response.returned_rows",
        dimensions: [("db.system.name", "postgresql"), ("db.query.summary", "SelectItems")])
      #expect(rows.flatMap(\.values) == [1, 1, 1, 2])
    }
  }

  @Test("a statement that fails is counted under the code of its error")
  func errors() async throws {
    try await withPool { pool, metrics, _ in
      for _ in 0..<2 {
        await #expect(throws: PostgresError.self) {
          try await pool.run(FailingInsert(secret: "x"), in: scope)
        }
      }
      #expect(durations(metrics, "FailingInsert", error: "23514").count == 2)
      #expect(durations(metrics, "FailingInsert").isEmpty)
    }
  }

  @Test("connections, and who waits for them, are gauges; refusals and waits are counted")
  func gauges() async throws {
    try await withPool { pool, metrics, _ in
      func gauge(_ name: String, _ pool: String, state: String? = nil) -> Double? {
        metrics.meters(
          label: "db.client.connection.\(name)",
          dimensions: [("db.client.connection.pool.name", pool)]
            + (state.map { [("db.client.connection.state", $0)] } ?? [])
        ).first?.lastValue
      }
      try await pool.withTransaction(scope) { transaction in
        _ = try await transaction.execute(SelectItems())
        #expect(gauge("count", "sample.leases", state: "used") == 1)
      }
      #expect(gauge("count", "sample.leases", state: "used") == 0)
      #expect(gauge("count", "sample.leases", state: "idle") == 1)
      #expect(gauge("max", "sample.leases") == 4)
      _ = try await pool.execute(SelectItems(), in: scope)
      // The lane rests some time after its answer.
      while gauge("count", "sample.lanes", state: "idle") != 1 { await Task.yield() }
      #expect(gauge("count", "sample.lanes", state: "used") == 0)
      #expect(gauge("pending_requests", "sample.lanes") == 0)
      let waits = metrics.recorders(
        label: "db.client.connection.wait_time",
        dimensions: [("db.client.connection.pool.name", "sample.lanes")])
      #expect(waits.flatMap(\.values).count == 1)
      await pool.shutdown()
      await #expect(throws: PostgresError.self) {
        try await pool.execute(SelectItems(), in: scope)
      }
      let refusals = metrics.counterTotal(
        label: "db.client.connection.timeouts",
        dimensions: [("db.client.connection.pool.name", "sample.lanes")])
      #expect(refusals == 1)
    }
  }

  @Test("a slow statement is logged by its name, without its values, and a quick one is not")
  func slowStatement() async throws {
    try await withPool(slow: .milliseconds(150)) { pool, _, log in
      let secret = "a-secret-value"
      _ = try await pool.execute(SelectItems(), in: scope)
      _ = try await pool.execute(ShortSleep(secret: secret), in: scope)
      try await pool.withTransaction(scope) { transaction in
        try await transaction.run(InsertItem(item: secret))
        _ = try await transaction.execute(ShortSleep(secret: secret))
      }
      let entries = log.entries.filter { $0.message == "slow statement" }
      let names = entries.map { "\($0.metadata["statement"] ?? "")" }
      // Nothing but a machine that stands still makes the others slow.
      #expect(names.filter { $0 == "ShortSleep" } == ["ShortSleep", "ShortSleep"])
      #expect(!"\(log.entries)".contains(secret))
      #expect(entries.allSatisfy { Int("\($0.metadata["milliseconds"] ?? "")") ?? 0 >= 150 })
    }
  }
}

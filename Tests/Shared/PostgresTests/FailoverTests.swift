import Kernel
import Postgres
import TestSupport
import Testing

/// A standby that takes the place of its primary, and a server that takes no writes any more.
@Suite("PostgresPool failover", .timeLimit(.minutes(5)))
struct FailoverTests {
  private let scope = TransactionScope.organization(Fixture.organization)

  /// Writes while a closure replaces the primary by its standby.
  private func write(
    _ replace: (_ primary: TestCluster, _ standby: TestCluster) async throws -> Void
  ) async throws {
    let primary = TestCluster(isDurable: true)
    let database = try await primary.makeDatabase(
      schema: "sample", migrations: Fixture.migrations)
    let (standby, standbyPort) = try await primary.startStandby()
    let pool = try database.makePool(
      ports: [database.port, standbyPort], limits: RepeatedWrites.limits)
    let writes = RepeatedWrites(pool: pool)
    try await writes.run { writes in
      try await writes.wait(for: RepeatedWrites.total / 3)
      try await replace(primary, standby)
      try await standby.administer("SELECT pg_promote()")
    }
    try await writes.check()
    await pool.shutdown()
    // All of it is on the new primary.
    let newPool = try database.makePool(ports: [standbyPort])
    try await RepeatedWrites(pool: newPool).checkRows()
    await newPool.shutdown()
    try await standby.endImmediately()
  }

  @Test("every acknowledged write is there once and none twice, though the primary is lost")
  func lostPrimary() async throws {
    try await write { primary, _ in try await primary.endImmediately() }
  }

  @Test("connections leave a primary that was closed for writes, and find the promoted standby")
  func closedPrimary() async throws {
    try await write { primary, _ in
      try await primary.administer("ALTER SYSTEM SET default_transaction_read_only = on")
      try await primary.administer("SELECT pg_reload_conf()")
      // Nothing that began to write before is still under way.
      try await Task.sleep(for: .seconds(2))
    }
  }

  /// A cluster, and a pool with one connection for each way to the server.
  private func withPool(
    _ body: (TestCluster, PostgresPool) async throws -> Void
  ) async throws {
    let cluster = TestCluster()
    let database = try await cluster.makeDatabase(
      schema: "sample", migrations: Fixture.migrations)
    var limits = TestDatabase.limits
    limits.connectionsMax = 1
    limits.lanesMax = 1
    let pool = try database.makePool(ports: [database.port], limits: limits)
    do {
      try await body(cluster, pool)
    } catch {
      await pool.shutdown()
      throw error
    }
    await pool.shutdown()
    try await cluster.endImmediately()
  }

  private func write(_ item: String, _ pool: PostgresPool, isLeased: Bool) async throws {
    if isLeased {
      try await pool.leased(InsertItem(item: item), in: scope)
    } else {
      try await pool.run(InsertItem(item: item), in: scope)
    }
  }

  private func setReadOnly(_ value: String, _ cluster: TestCluster) async throws {
    try await cluster.administer("ALTER SYSTEM SET default_transaction_read_only = \(value)")
    try await cluster.administer("SELECT pg_reload_conf()")
  }

  /// Writes until the server does not take it; what it says comes to it a moment late.
  private func refusal(_ write: (String) async throws -> Void) async throws -> PostgresError? {
    for number in 0..<1_000 {
      do {
        try await write("item \(number)")
        try await Task.sleep(for: .milliseconds(10))
      } catch let error as PostgresError {
        return error
      }
    }
    return nil
  }

  @Test("a lane leaves a server that takes no writes any more, and returns when it does")
  func lane() async throws {
    try await withPool { cluster, pool in
      let process = try await pool.first(SelectProcess(), in: scope)
      try await setReadOnly("on", cluster)
      // The statement was not done: it was sent again, for which there was no server.
      let error = try await refusal { try await pool.run(InsertItem(item: $0), in: scope) }
      guard case .unavailable(_, .cannotConnect)? = error else {
        Issue.record("expected no server: \(error?.logMetadata ?? [:])")
        return
      }
      try await setReadOnly("off", cluster)
      try await RepeatedWrites.untilKnown {
        try await pool.run(InsertItem(item: "last"), in: scope)
      }
      #expect(try await pool.execute(SelectItems(), in: scope).contains("last"))
      #expect(try await pool.first(SelectProcess(), in: scope) != process)
    }
  }

  @Test("a server that takes no writes any more is not read from, where one that does is wanted")
  func reads() async throws {
    try await withPool { cluster, pool in
      for isLeased in [false, true] {
        try await RepeatedWrites.untilKnown {
          try await write("item \(isLeased)", pool, isLeased: isLeased)
        }
        try await setReadOnly("on", cluster)
        let error = try await refusal { _ in
          if isLeased {
            try await pool.leased(SelectItems(), in: scope)
          } else {
            try await pool.run(SelectItems(), in: scope)
          }
        }
        switch error {
        case .connectionLost?: #expect(isLeased)
        case .unavailable(_, .cannotConnect)?: #expect(!isLeased)
        default: Issue.record("expected no server: \(error?.logMetadata ?? [:])")
        }
        try await setReadOnly("off", cluster)
      }
    }
  }

  @Test("a leased connection leaves a server that takes no writes any more")
  func lease() async throws {
    try await withPool { cluster, pool in
      let process = try await pool.leased(SelectProcess(), in: scope)
      try await setReadOnly("on", cluster)
      let error = try await refusal { try await pool.leased(InsertItem(item: $0), in: scope) }
      guard case .connectionLost? = error else {
        Issue.record("expected a lost connection: \(error?.logMetadata ?? [:])")
        return
      }
      try await setReadOnly("off", cluster)
      try await RepeatedWrites.untilKnown {
        try await pool.leased(InsertItem(item: "last"), in: scope)
      }
      #expect(try await pool.leased(SelectProcess(), in: scope) != process)
    }
  }

  @Test("a pool that has come to a standby reads there, and writes once it is promoted")
  func standby() async throws {
    let primary = TestCluster(isDurable: true)
    let database = try await primary.makeDatabase(
      schema: "sample", migrations: Fixture.migrations)
    let (standby, standbyPort) = try await primary.startStandby()
    // A URL that does not ask for a server that takes writes, as one of a balancer may be.
    let pool = database.makePool(port: standbyPort)
    for isLeased in [false, true] {
      let error = await #expect(throws: PostgresError.self) {
        try await write("a", pool, isLeased: isLeased)
      }
      guard case .connectionLost? = error else {
        Issue.record("expected a lost connection: \(error?.logMetadata ?? [:])")
        return
      }
    }
    #expect(try await pool.execute(SelectItems(), in: scope) == [])
    try await primary.endImmediately()
    try await standby.administer("SELECT pg_promote()")
    for isLeased in [false, true] {
      try await RepeatedWrites.untilKnown {
        try await write("item \(isLeased)", pool, isLeased: isLeased)
      }
    }
    #expect(try await pool.execute(SelectItems(), in: scope) == ["item false", "item true"])
    await pool.shutdown()
    try await standby.endImmediately()
  }

  @Test("a write is refused, and not tried for ever, when the only server takes none")
  func onlyServer() async throws {
    let cluster = TestCluster()
    let database = try await cluster.makeDatabase(
      schema: "sample", migrations: Fixture.migrations)
    try await setReadOnly("on", cluster)
    // A URL that does not ask for a server that takes writes.
    let pool = database.makePool()
    let error = try await refusal { try await pool.run(InsertItem(item: $0), in: scope) }
    guard case .connectionLost? = error else {
      Issue.record("expected a lost connection: \(error?.logMetadata ?? [:])")
      return
    }
    let items = try await pool.execute(SelectItems(), in: scope)
    #expect(items.allSatisfy { $0.hasPrefix("item ") })
    await pool.shutdown()
    try await cluster.endImmediately()
  }

  @Test("a server that says nothing does not keep connections from the next one")
  func silentServer() async throws {
    let database = try await Fixture.makeDatabase()
    let gate = ConnectionGate(to: database.port) { _ in .hangs }
    try await gate.withPort { port in
      var limits = TestDatabase.limits
      limits.connectTimeout = .seconds(4)
      let pool = try database.makePool(ports: [port, database.port], limits: limits)
      try await pool.run(InsertItem(item: "a"), in: scope)
      #expect(try await pool.leased(SelectItems(), in: scope) == ["a"])
      await pool.shutdown()
    }
  }
}

import Postgres
import TestSupport
import Testing

/// Callers, and connections that are slow to come or do not come.
@Suite("PostgresPool leases", .timeLimit(.minutes(5)))
struct LeaseTests {
  private let scope = TransactionScope.organization(Fixture.organization)

  /// Limits whose times are longer than a test may take.
  private var patientLimits: PostgresLimits {
    var limits = Fixture.limits(
      connectionsMax: 4, waitersMax: 10, leaseTimeout: .seconds(3_600))
    limits.connectTimeout = .seconds(3_600)
    return limits
  }

  private func withPool(
    limits: PostgresLimits, fate: @escaping @Sendable (Int) -> ConnectionGate.Fate,
    _ body: (PostgresPool, ConnectionGate) async throws -> Void
  ) async throws {
    let database = try await Fixture.makeDatabase()
    let gate = ConnectionGate(to: database.port, fate: fate)
    try await gate.withPort { port in
      let pool = database.makePool(limits: limits, port: port)
      do {
        try await body(pool, gate)
      } catch {
        await pool.shutdown()
        throw error
      }
      // Does not wait for attempts that hang.
      await pool.shutdown()
    }
  }

  /// Has a caller wait, for whom a second connection is begun, and then gives the first one back.
  private func serveBesideSecondAttempt(
    _ pool: PostgresPool, _ gate: ConnectionGate
  ) async throws {
    try await withThrowingTaskGroup(of: Int.self) { group in
      try await pool.withTransaction(scope) { transaction in
        try await transaction.run(InsertItem(item: "a"))
        group.addTask {
          try await pool.leased(AddAmount(item: "a", amount: 1), in: scope).count
        }
        try await gate.waitForConnections(2)
      }
      #expect(try await group.next() == 0)
    }
  }

  @Test(
    "a caller gets the connection that another gives back while a new one hangs or fails",
    arguments: [ConnectionGate.Fate.hangs, .fails])
  func otherConnectionIsFirst(_ others: ConnectionGate.Fate) async throws {
    try await withPool(limits: patientLimits, fate: { $0 == 1 ? .passes : others }) { pool, gate in
      try await serveBesideSecondAttempt(pool, gate)
      #expect(try await pool.leased(SumAmounts(), in: scope) == [1])
    }
  }

  @Test("a caller has a connection made for it though one for an earlier caller hangs")
  func laterCaller() async throws {
    try await withPool(limits: patientLimits, fate: { $0 == 2 ? .hangs : .passes }) { pool, gate in
      try await serveBesideSecondAttempt(pool, gate)
      try await pool.withTransaction(scope) { transaction in
        try await transaction.run(AddAmount(item: "a", amount: 1))
        // Served while the only connection that was open is lent.
        #expect(try await pool.leased(SumAmounts(), in: scope) == [1])
      }
    }
  }

  @Test("a connection for a caller who waits is tried again after attempts that failed")
  func attemptsFail() async throws {
    try await withPool(limits: patientLimits, fate: { (2...4).contains($0) ? .fails : .passes }) {
      pool, gate in
      try await pool.withTransaction(scope) { transaction in
        try await transaction.run(InsertItem(item: "a"))
        #expect(try await pool.leased(SumAmounts(), in: scope) == [0])
      }
      try await gate.waitForConnections(5)
    }
  }

  @Test("callers who wait for the only attempt to connect are told when it fails")
  func onlyAttemptFails() async throws {
    var limits = patientLimits
    limits.connectionsMax = 1
    try await withPool(limits: limits, fate: { _ in .fails }) { pool, _ in
      await withTaskGroup(of: Void.self) { group in
        for _ in 0..<5 {
          group.addTask {
            let error = await #expect(throws: PostgresError.self) {
              try await pool.leased(SelectItems(), in: scope)
            }
            guard case .unavailable(let retryAfter, .cannotConnect) = error else {
              Issue.record("expected the server to be unavailable")
              return
            }
            #expect(retryAfter > .zero && retryAfter <= .seconds(5))
          }
        }
      }
    }
  }

  @Test("a caller who has waited too long for the first connection is told so")
  func firstConnectionHangs() async throws {
    var limits = patientLimits
    limits.leaseTimeout = .milliseconds(20)
    try await withPool(limits: limits, fate: { _ in .hangs }) { pool, _ in
      let error = await #expect(throws: PostgresError.self) {
        try await pool.leased(SelectItems(), in: scope)
      }
      guard case .unavailable(.milliseconds(10), .cannotConnect) = error else {
        Issue.record("expected the server to be unavailable")
        return
      }
    }
  }

  @Test("a server that cannot even be tried is reported at once")
  func nothingToTry() async throws {
    let pool = PostgresPool(
      url: DatabaseURL(
        host: "/nowhere", port: 5_432, user: "nobody", password: "", database: "none"),
      schema: "sample", limits: patientLimits, logger: Fixture.logger)
    let error = await #expect(throws: PostgresError.self) {
      try await pool.leased(SelectItems(), in: scope)
    }
    guard case .unavailable(_, .cannotConnect) = error else {
      Issue.record("expected the server to be unavailable")
      return
    }
    await pool.shutdown()
  }

  @Test("connections that the server closes are replaced for the callers that come")
  func closedByServer() async throws {
    try await Fixture.withDatabase(limits: Fixture.limits(connectionsMax: 2, waitersMax: 10)) {
      database, pool in
      for round in 0..<20 {
        try await pool.leased(InsertItem(item: "\(round)"), in: scope)
        try await terminateOthers(database)
        // The pool may not have noticed yet: then the caller is told, and the next one served.
        while true {
          do {
            #expect(try await pool.leased(SelectItems(), in: scope).count == round + 1)
            break
          } catch PostgresError.connectionLost {
            continue
          }
        }
      }
    }
  }
}

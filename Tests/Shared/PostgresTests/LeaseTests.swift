import Postgres
import TestSupport
import Testing

/// Callers and connections that are slow to come.
@Suite("PostgresPool leases")
struct LeaseTests {
  private let scope = TransactionScope.organization(Fixture.organization)

  @Test(
    "a caller gets the connection that another gives back while a new one hangs or fails",
    arguments: [ConnectionGate.Others.stay, .close])
  func otherConnectionIsFirst(_ others: ConnectionGate.Others) async throws {
    let database = try await Fixture.makeDatabase()
    let gate = ConnectionGate(to: database.port, passing: 1, others: others)
    try await gate.withPort { port in
      let pool = database.makePool(port: port)
      try await withThrowingTaskGroup(of: Int.self) { group in
        try await pool.withTransaction(scope) { transaction in
          try await transaction.run(InsertItem(item: "a"))
          group.addTask { try await pool.run(AddAmount(item: "a", amount: 1), in: scope) }
          await gate.waitForConnections(2)
        }
        #expect(try await group.next() == 1)
      }
      #expect(try await pool.first(SumAmounts(), in: scope) == 1)
      // Does not wait for the attempt that hangs.
      await pool.shutdown()
    }
  }

  @Test("callers who wait for the only attempt to connect are told when it fails")
  func onlyAttemptFails() async throws {
    let database = try await Fixture.makeDatabase()
    let gate = ConnectionGate(to: database.port, passing: 0, others: .close)
    try await gate.withPort { port in
      let pool = database.makePool(
        limits: Fixture.limits(connectionsMax: 1, waitersMax: 10), port: port)
      await withTaskGroup(of: Void.self) { group in
        for _ in 0..<5 {
          group.addTask {
            let error = await #expect(throws: PostgresError.self) {
              try await pool.execute(SelectItems(), in: scope)
            }
            guard case .unavailable(let retryAfter, .cannotConnect) = error else {
              Issue.record("expected the server to be unavailable")
              return
            }
            #expect(retryAfter > .zero)
          }
        }
      }
      await pool.shutdown()
    }
  }

  @Test("a caller who has waited too long for the first connection is told so")
  func firstConnectionHangs() async throws {
    let database = try await Fixture.makeDatabase()
    let gate = ConnectionGate(to: database.port, passing: 0, others: .stay)
    try await gate.withPort { port in
      let limits = Fixture.limits(
        connectionsMax: 1, waitersMax: 0, leaseTimeout: .milliseconds(20))
      let pool = database.makePool(limits: limits, port: port)
      let error = await #expect(throws: PostgresError.self) {
        try await pool.execute(SelectItems(), in: scope)
      }
      guard case .unavailable(_, .cannotConnect) = error else {
        Issue.record("expected the server to be unavailable")
        return
      }
      await pool.shutdown()
    }
  }

  @Test("connections that the server closes are replaced for the callers that come")
  func closedByServer() async throws {
    try await Fixture.withDatabase(limits: Fixture.limits(connectionsMax: 2, waitersMax: 10)) {
      database, pool in
      for round in 0..<20 {
        try await pool.run(InsertItem(item: "\(round)"), in: scope)
        try await terminateOthers(database)
        // The pool may not have noticed yet: then the caller is told, and the next one served.
        while true {
          do {
            #expect(try await pool.execute(SelectItems(), in: scope).count == round + 1)
            break
          } catch PostgresError.connectionLost {
            continue
          }
        }
      }
    }
  }
}

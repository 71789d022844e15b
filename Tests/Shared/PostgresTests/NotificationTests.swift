import Kernel
import TestSupport
import Testing

@testable import Postgres

@Suite("Announcements of events", .timeLimit(.minutes(2)))
struct NotificationTests {
  private let scope = TransactionScope.organization(Fixture.organization)
  /// Longer than the tests may take, so that only an announcement ends a wait.
  private let long = Duration.seconds(600)

  private func append(_ subject: String, _ pool: PostgresPool) async throws {
    try await pool.withTransaction(scope) { transaction in
      try transaction.append(
        OutboxEvent(
          eventID: UUIDv7Generator(clock: SystemWallClock()).makeUUID(),
          organization: Fixture.organization, subject: subject, subjectVersion: 1, type: "Changed",
          payload: [], destinations: ["quality"]))
    }
  }

  /// Waits until the listener of a pool hears announcements.
  private func listen(_ outbox: Outbox) async {
    await outbox.waitForEvents(since: 0, atMost: long)
  }

  @Test("an event that another instance commits wakes whoever waits for events")
  func wake() async throws {
    try await Fixture.withDatabase { database, pool in
      let outbox = Outbox(pool: pool)
      await listen(outbox)
      let other = database.makePool()
      for round in 1...3 {
        let count = outbox.announcementCount
        async let wait: Void = outbox.waitForEvents(since: count, atMost: long)
        try await append("subject \(round)", other)
        await wait
        #expect(outbox.announcementCount > count)
      }
      await other.shutdown()
    }
  }

  @Test("an event that is committed between looking and waiting ends the wait at once")
  func between() async throws {
    try await Fixture.withPool { pool in
      let outbox = Outbox(pool: pool)
      await listen(outbox)
      let count = outbox.announcementCount
      try await append("subject", pool)
      while outbox.announcementCount == count { await Task.yield() }
      await outbox.waitForEvents(since: count, atMost: long)
    }
  }

  @Test("a listener whose connection is lost wakes those who wait, and hears again")
  func reconnect() async throws {
    try await Fixture.withDatabase { database, pool in
      let outbox = Outbox(pool: pool)
      await listen(outbox)
      let count = outbox.announcementCount
      async let wait: Void = outbox.waitForEvents(since: count, atMost: long)
      try await PostgresSession.withSession(
        database.superuserURL, connectTimeout: .seconds(20), statementTimeout: .seconds(20),
        logger: Fixture.logger
      ) { session in
        try await session.run(
          script: """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND query LIKE 'LISTEN%'
            """, name: "TerminateListener")
      }
      // Once it listens again.
      await wait
      let later = outbox.announcementCount
      async let next: Void = outbox.waitForEvents(since: later, atMost: long)
      try await append("subject", pool)
      await next
    }
  }

  @Test("a wait ends though its time is over before it has begun")
  func noTime() async {
    let wakeUps = WakeUps()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<2_000 { group.addTask { await wakeUps.wait(since: 0, atMost: .zero) } }
    }
  }

  @Test("a wait ends with its time, with its task and with the pool")
  func ends() async throws {
    try await Fixture.withPool { pool in
      let outbox = Outbox(pool: pool)
      await listen(outbox)
      let count = outbox.announcementCount
      await outbox.waitForEvents(since: count, atMost: .milliseconds(10))
      await withTaskGroup(of: Void.self) { group in
        group.addTask { await outbox.waitForEvents(since: count, atMost: long) }
        group.cancelAll()
      }
      async let wait: Void = outbox.waitForEvents(since: count, atMost: long)
      await pool.shutdown()
      await wait
    }
  }
}

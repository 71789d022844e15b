import Kernel
import Postgres
import TestSupport
import Testing

@Suite("Outbox")
struct OutboxTests {
  private let scope = TransactionScope.organization(Fixture.organization)
  private let now = Timestamp(microseconds: 1_800_000_000_000_000)
  private let lease = Duration.seconds(30)

  /// Appends events called `subject version`.
  private func append(
    _ names: [String], to destinations: Set<String> = ["quality"], _ pool: PostgresPool
  ) async throws {
    try await pool.withTransaction(scope) { transaction in
      for name in names {
        let parts = name.split(separator: " ")
        let version = Int64(parts[1]) ?? 0
        try transaction.append(
          OutboxEvent(
            eventID: UUIDv7Generator(clock: SystemWallClock()).makeUUID(),
            organization: Fixture.organization, subject: String(parts[0]),
            subjectVersion: version, type: "Changed", payload: Array(name.utf8),
            destinations: destinations))
      }
    }
  }

  private func names(_ claims: [OutboxClaim]) -> [String] {
    claims.map { String(decoding: $0.event.payload, as: UTF8.self) }
  }

  private func claim(
    _ outbox: Outbox, at time: Timestamp? = nil, from destination: String = "quality",
    limit: Int = 100
  ) async throws -> [OutboxClaim] {
    try await outbox.claim(
      destination: destination, limit: limit, lease: lease, now: time ?? now)
  }

  @Test("hands out the events of a subject one after another, and subjects side by side")
  func order() async throws {
    try await Fixture.withPool { pool in
      let outbox = Outbox(pool: pool)
      try await append(["a 1", "a 2", "b 1", "a 3"], pool)
      let first = try await claim(outbox)
      #expect(names(first) == ["a 1", "b 1"])
      #expect(try await claim(outbox).isEmpty)
      try await outbox.markDelivered(first, now: now)
      let second = try await claim(outbox)
      #expect(names(second) == ["a 2"])
      try await outbox.markDelivered(second, now: now)
      #expect(names(try await claim(outbox)) == ["a 3"])
    }
  }

  @Test("delivers to each destination on its own")
  func destinations() async throws {
    try await Fixture.withPool { pool in
      let outbox = Outbox(pool: pool)
      try await append(["a 1", "a 2"], to: ["quality", "learning"], pool)
      let first = try await claim(outbox)
      try await outbox.markDelivered(first, now: now)
      #expect(names(try await claim(outbox)) == ["a 2"])
      #expect(names(try await claim(outbox, from: "learning")) == ["a 1"])
      #expect(try await claim(outbox, from: "coaching").isEmpty)
    }
  }

  @Test("writes no event of a transaction that is rolled back")
  func rollback() async throws {
    try await Fixture.withPool { pool async throws in
      let outbox = Outbox(pool: pool)
      await #expect(throws: PostgresError.self) {
        try await pool.withTransaction(scope) { transaction in
          try transaction.append(
            OutboxEvent(
              eventID: UUIDBits(high: 1, low: 1), organization: Fixture.organization,
              subject: "a", subjectVersion: 1, type: "Changed", payload: [],
              destinations: ["quality"]))
          try await transaction.run(InsertItem(item: "a", amount: -1))
        }
      }
      #expect(try await claim(outbox).isEmpty)
    }
  }

  @Test("gives each event to one of two relays that claim at the same time")
  func concurrentClaims() async throws {
    try await Fixture.withPool { pool in
      let outbox = Outbox(pool: pool)
      try await append((1...40).map { "s\($0) 1" }, pool)
      let claimed = try await withThrowingTaskGroup(of: [OutboxClaim].self) { group in
        for _ in 0..<2 {
          group.addTask {
            var claimed: [OutboxClaim] = []
            while true {
              let claims = try await claim(outbox, limit: 3)
              if claims.isEmpty { return claimed }
              claimed += claims
            }
          }
        }
        return try await group.reduce(into: []) { $0 += $1 }
      }
      #expect(Set(names(claimed)).count == claimed.count)
      let late = try await claim(outbox)
      #expect(claimed.count + late.count == 40)
    }
  }

  @Test("hands an event out again when its lease has run out, and not before")
  func leaseExpiry() async throws {
    try await Fixture.withPool { pool in
      let outbox = Outbox(pool: pool)
      try await append(["a 1"], pool)
      let first = try await claim(outbox)
      #expect(first.map(\.attempts) == [1])
      #expect(try await claim(outbox, at: now.adding(.seconds(29))).isEmpty)
      let second = try await claim(outbox, at: now.adding(.seconds(30)))
      #expect(second.map(\.attempts) == [2])
      // The first relay comes back late: its failure does not end the second one's lease.
      let late = try #require(first.first)
      let isParked = try await outbox.markFailed(
        late, because: .refusal, errorCode: "LATE", nextAttemptTime: now, refusalsMax: 1)
      #expect(!isParked)
      #expect(try await claim(outbox, at: now.adding(.seconds(31))).isEmpty)
    }
  }

  @Test("waits after a failure, and parks an event with what follows it on its subject")
  func failure() async throws {
    try await Fixture.withPool { pool in
      let outbox = Outbox(pool: pool)
      try await append(["a 1", "a 2", "b 1"], pool)
      let first = try #require(try await claim(outbox, limit: 1).first)
      try await outbox.markFailed(
        first, because: .outage, errorCode: "UNAVAILABLE",
        nextAttemptTime: now.adding(.seconds(5)), refusalsMax: 1)
      #expect(names(try await claim(outbox, at: now.adding(.seconds(4)))) == ["b 1"])
      let later = now.adding(.seconds(5))
      let second = try #require(try await claim(outbox, at: later).first)
      #expect(second.attempts == 2)
      let isParked = try await outbox.markFailed(
        second, because: .refusal, errorCode: "REJECTED", nextAttemptTime: later, refusalsMax: 1)
      #expect(isParked)
      #expect(try await claim(outbox, at: later.adding(.seconds(10))).isEmpty)
      let backlog = try await outbox.backlog(destination: "quality")
      #expect(backlog.parkedCount == 1)
      #expect(backlog.waitingCount == 2)
      #expect(try await outbox.redrive(.all, to: "quality", by: "service:operator") == 1)
      #expect(names(try await claim(outbox, at: later)) == ["a 1"])
    }
  }

  @Test("counts refusals apart from outages, and from the start again when an event is unparked")
  func refusals() async throws {
    try await Fixture.withPool { pool in
      let outbox = Outbox(pool: pool)
      try await append(["a 1"], pool)
      func fails(_ failure: OutboxFailure) async throws -> Bool {
        let next = try #require(try await claim(outbox).first)
        return try await outbox.markFailed(
          next, because: failure, errorCode: "CODE", nextAttemptTime: now, refusalsMax: 2)
      }
      for _ in 0..<5 { #expect(try await !fails(.outage)) }
      #expect(try await !fails(.refusal))
      #expect(try await !fails(.outage))
      #expect(try await fails(.refusal))
      #expect(try await outbox.redrive(.all, to: "quality", by: "service:operator") == 1)
      #expect(try await !fails(.refusal))
      let last = try #require(try await claim(outbox).first)
      // Attempts go on counting, since they tell one lease from another.
      #expect(last.attempts == 10)
    }
  }

  @Test("deletes what everybody has received, and nothing else")
  func prune() async throws {
    try await Fixture.withPool { pool in
      let outbox = Outbox(pool: pool)
      try await append(["a 1"], to: ["quality", "learning"], pool)
      let future = Timestamp(microseconds: 4_102_444_800_000_000)
      try await outbox.markDelivered(try await claim(outbox), now: now)
      #expect(try await outbox.prune(createdBefore: future, limit: 10) == 0)
      try await outbox.markDelivered(try await claim(outbox, from: "learning"), now: now)
      #expect(try await outbox.prune(createdBefore: Timestamp(microseconds: 0), limit: 10) == 0)
      #expect(try await outbox.prune(createdBefore: future, limit: 10) == 1)
      let backlog = try await outbox.backlog(destination: "quality")
      #expect(backlog == OutboxBacklog(waitingCount: 0, parkedCount: 0, oldestCreateTime: nil))
    }
  }
}

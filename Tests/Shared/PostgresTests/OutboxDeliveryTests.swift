import Kernel
import Postgres
import TestSupport
import Testing

@Suite("Outbox for operators")
struct OutboxDeliveryTests {
  private let now = Timestamp(microseconds: 1_800_000_000_000_000)
  private let operatorKey = "service:operator"

  /// Appends an event of version 1, whose id ends in a number.
  private func append(
    _ subject: String, id: UInt64, to destinations: Set<String> = ["quality"],
    of organization: String = "acme", _ pool: PostgresPool
  ) async throws {
    let organization = OrganizationID(stored: organization)
    try await pool.withTransaction(.organization(organization)) { transaction in
      try transaction.append(
        OutboxEvent(
          eventID: Self.id(id), organization: organization, subject: subject, subjectVersion: 1,
          type: "Changed", payload: [1], destinations: destinations))
    }
  }

  private static func id(_ number: UInt64) -> UUIDBits { UUIDBits(high: 1, low: number) }

  /// Lets a destination refuse what is due, once, which parks it.
  private func park(to destination: String = "quality", _ outbox: Outbox) async throws {
    let claims = try await outbox.claim(
      destination: destination, limit: 100, lease: .seconds(30), now: now)
    for claim in claims {
      try await outbox.markFailed(
        claim, because: .refusal, errorCode: "REJECTED", nextAttemptTime: now, refusalsMax: 1)
    }
  }

  private func dueIDs(
    to destination: String = "quality", _ outbox: Outbox
  ) async throws -> [UUIDBits] {
    try await outbox.claim(destination: destination, limit: 100, lease: .seconds(30), now: now)
      .map(\.event.eventID)
  }

  private func list(
    to destination: String? = nil, parkedOnly: Bool = false, after: Int64 = 0, limit: Int = 100,
    _ outbox: Outbox
  ) async throws -> [OutboxDelivery] {
    try await outbox.deliveries(
      to: destination, parkedOnly: parkedOnly, after: after, limit: limit)
  }

  private func audit(_ pool: PostgresPool) async throws -> [String] {
    try await pool.execute(SelectAuditRecords(), in: .allOrganizations)
  }

  @Test("lists what was not received, with all that helps to find the cause")
  func fields() async throws {
    try await Fixture.withPool { pool in
      let outbox = Outbox(pool: pool)
      try await append("module/1", id: 1, pool)
      try await park(outbox)
      try await append("module/2", id: 2, of: "globex", pool)
      let deliveries = try await list(outbox)
      try #require(deliveries.count == 2)
      var expected = OutboxDelivery(
        organization: Fixture.organization, eventID: Self.id(1),
        sequence: deliveries[0].sequence, destination: "quality", subject: "module/1",
        type: "Changed", attempts: 1, refusals: 1, isParked: true, errorCode: "REJECTED",
        createTime: deliveries[0].createTime)
      #expect(deliveries[0] == expected)
      expected.organization = OrganizationID(stored: "globex")
      expected.eventID = Self.id(2)
      expected.sequence = deliveries[1].sequence
      expected.subject = "module/2"
      expected.attempts = 0
      expected.refusals = 0
      expected.isParked = false
      expected.errorCode = nil
      expected.createTime = deliveries[1].createTime
      #expect(deliveries[1] == expected)
      #expect(deliveries[0].sequence < deliveries[1].sequence)
    }
  }

  @Test("leaves out what was received, what only waits and other destinations, when told to")
  func filters() async throws {
    try await Fixture.withPool { pool in
      let outbox = Outbox(pool: pool)
      try await append("a", id: 1, to: ["quality", "learning"], pool)
      try await park(outbox)
      try await append("b", id: 2, pool)
      #expect(
        try await list(outbox).map { "\($0.subject) \($0.destination)" }
          == ["a learning", "a quality", "b quality"])
      #expect(try await list(to: "quality", outbox).map(\.subject) == ["a", "b"])
      #expect(try await list(parkedOnly: true, outbox).map(\.destination) == ["quality"])
      #expect(try await list(to: "learning", parkedOnly: true, outbox).isEmpty)
      let claims = try await outbox.claim(
        destination: "learning", limit: 1, lease: .seconds(30), now: now)
      try await outbox.markDelivered(claims, now: now)
      #expect(try await list(to: "learning", outbox).isEmpty)
    }
  }

  @Test("lists page after page, and leaves out no destination of the event at a page's end")
  func pages() async throws {
    try await Fixture.withPool { pool in
      let outbox = Outbox(pool: pool)
      for number in 1...5 {
        try await append("s\(number)", id: UInt64(number), to: ["quality", "learning"], pool)
      }
      var pages: [[String]] = []
      var after: Int64 = 0
      while true {
        let page = try await list(after: after, limit: 3, outbox)
        pages.append(page.map(\.subject))
        guard page.count >= 3, let last = page.last else { break }
        after = last.sequence
      }
      #expect(pages == [["s1", "s1", "s2", "s2"], ["s3", "s3", "s4", "s4"], ["s5", "s5"]])
    }
  }

  @Test("makes the deliveries of an event due again, of one destination or of all")
  func redriveEvent() async throws {
    try await Fixture.withPool { pool in
      let outbox = Outbox(pool: pool)
      for number in 1...2 {
        try await append("s\(number)", id: UInt64(number), to: ["quality", "learning"], pool)
      }
      try await park(outbox)
      try await park(to: "learning", outbox)
      #expect(
        try await outbox.redrive(.event(Self.id(1)), to: "quality", by: operatorKey) == 1)
      #expect(try await dueIDs(outbox) == [Self.id(1)])
      #expect(try await dueIDs(to: "learning", outbox) == [])
      #expect(try await outbox.redrive(.event(Self.id(2)), to: nil, by: operatorKey) == 2)
      #expect(try await dueIDs(outbox) == [Self.id(2)])
      #expect(try await dueIDs(to: "learning", outbox) == [Self.id(2)])
    }
  }

  @Test("makes the deliveries of a subject due again, and counts refusals from the start")
  func redriveSubject() async throws {
    try await Fixture.withPool { pool in
      let outbox = Outbox(pool: pool)
      try await append("a", id: 1, pool)
      try await append("b", id: 2, pool)
      try await park(outbox)
      try await append("a", id: 3, pool)
      #expect(try await outbox.redrive(.subject("a"), to: nil, by: operatorKey) == 1)
      let first = try #require(try await list(outbox).first)
      #expect(!first.isParked)
      #expect(first.attempts == 1)
      #expect(first.refusals == 0)
      #expect(first.errorCode == "REJECTED")
      // Events of one subject still go one after another.
      #expect(try await dueIDs(outbox) == [Self.id(1)])
    }
  }

  @Test("writes a record for every delivery that it makes due, in its organization")
  func redriveAudit() async throws {
    try await Fixture.withPool { pool in
      let outbox = Outbox(pool: pool)
      try await append("a", id: 1, pool)
      try await append("b", id: 2, of: "globex", pool)
      try await park(outbox)
      try await append("c", id: 3, pool)
      #expect(try await outbox.redrive(.all, to: "quality", by: operatorKey) == 2)
      #expect(try await outbox.redrive(.all, to: "quality", by: operatorKey) == 0)
      #expect(
        try await audit(pool) == [
          "acme service:operator outbox.redrive outbox_event/\(Self.id(1)) "
            + "quality a Changed 1 1 REJECTED -",
          "globex service:operator outbox.redrive outbox_event/\(Self.id(2)) "
            + "quality b Changed 1 1 REJECTED -",
        ])
    }
  }

  @Test("makes many deliveries due step by step, each once", arguments: [1, 2, 3, 10, 11])
  func redriveSteps(stepMax: Int) async throws {
    try await Fixture.withPool { pool in
      let outbox = Outbox(pool: pool)
      for number in 1...5 {
        try await append("s\(number)", id: UInt64(number), to: ["quality", "learning"], pool)
      }
      try await park(outbox)
      try await park(to: "learning", outbox)
      let count = try await outbox.redrive(.all, to: nil, by: operatorKey, stepMax: stepMax)
      #expect(count == 10)
      #expect(try await audit(pool).count == 10)
      #expect(try await list(parkedOnly: true, outbox).isEmpty)
      #expect(try await dueIDs(outbox) == (1...5).map(Self.id))
    }
  }

  @Test("gives up a parked delivery for good, and the next event of its subject goes on")
  func discard() async throws {
    try await Fixture.withPool { pool in
      let outbox = Outbox(pool: pool)
      try await append("a", id: 1, to: ["quality", "learning"], pool)
      try await append("a", id: 2, pool)
      try await park(outbox)
      #expect(try await dueIDs(outbox) == [])
      #expect(
        try await outbox.discard(
          eventID: Self.id(1), to: "quality", because: "Was deleted there.", by: operatorKey,
          now: now))
      #expect(try await dueIDs(outbox) == [Self.id(2)])
      #expect(try await dueIDs(to: "learning", outbox) == [Self.id(1)])
      #expect(
        try await audit(pool) == [
          "acme service:operator outbox.discard outbox_event/\(Self.id(1)) "
            + "quality a Changed 1 1 REJECTED Was deleted there."
        ])
      #expect(try await outbox.redrive(.all, to: nil, by: operatorKey) == 0)
    }
  }

  @Test("deletes a discarded event like one that everybody has received")
  func prune() async throws {
    try await Fixture.withPool { pool in
      let outbox = Outbox(pool: pool)
      try await append("a", id: 1, pool)
      try await park(outbox)
      let future = Timestamp(microseconds: 4_102_444_800_000_000)
      #expect(try await outbox.prune(createdBefore: future, limit: 10) == 0)
      #expect(
        try await outbox.discard(
          eventID: Self.id(1), to: "quality", because: "Test.", by: operatorKey, now: now))
      #expect(try await outbox.prune(createdBefore: future, limit: 10) == 1)
    }
  }

  @Test("discards nothing that waits, was received, or is parked for somebody else")
  func discardNothing() async throws {
    try await Fixture.withPool { pool in
      let outbox = Outbox(pool: pool)
      func discards(_ id: UInt64) async throws -> Bool {
        try await outbox.discard(
          eventID: Self.id(id), to: "quality", because: "Test.", by: operatorKey, now: now)
      }
      try await append("a", id: 1, to: ["learning"], pool)
      try await park(to: "learning", outbox)
      try await append("b", id: 2, pool)
      #expect(try await !discards(1))
      #expect(try await !discards(2))
      #expect(try await !discards(9))
      let claims = try await outbox.claim(
        destination: "quality", limit: 1, lease: .seconds(30), now: now)
      #expect(try await !discards(2))
      try await outbox.markDelivered(claims, now: now)
      #expect(try await !discards(2))
      #expect(try await audit(pool) == [])
    }
  }

  @Test("discards once when several do it at the same time")
  func concurrentDiscards() async throws {
    try await Fixture.withPool { pool in
      let outbox = Outbox(pool: pool)
      try await append("a", id: 1, pool)
      try await park(outbox)
      let count = try await withThrowingTaskGroup(of: Bool.self) { group in
        for _ in 0..<8 {
          group.addTask {
            try await outbox.discard(
              eventID: Self.id(1), to: "quality", because: "Test.", by: operatorKey, now: now)
          }
        }
        return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }
      #expect(count == 1)
      #expect(try await audit(pool).count == 1)
    }
  }

  @Test("changes nothing when the record cannot be written")
  func recordFailure() async throws {
    try await Fixture.withDatabase { database, pool in
      let outbox = Outbox(pool: pool)
      try await append("a", id: 1, pool)
      try await park(outbox)
      try await PostgresSession.withSession(
        database.superuserURL, connectTimeout: .seconds(10), statementTimeout: .seconds(10),
        logger: Fixture.logger
      ) { session in
        try await session.run(
          script: "REVOKE INSERT ON sample.audit_record FROM sample_app", name: "Revoke")
      }
      await #expect(throws: PostgresError.self) {
        try await outbox.redrive(.all, to: nil, by: operatorKey)
      }
      await #expect(throws: PostgresError.self) {
        try await outbox.discard(
          eventID: Self.id(1), to: "quality", because: "Test.", by: operatorKey, now: now)
      }
      #expect(try await list(parkedOnly: true, outbox).count == 1)
    }
  }
}

/// The audit records as texts, in the order of their subjects.
private struct SelectAuditRecords: Query {
  static let sql = """
    SELECT concat_ws(' ', organization_id, caller, action, subject, detail ->> 'destination',
      detail ->> 'subject', detail ->> 'type', detail ->> 'attempts', detail ->> 'refusals',
      detail ->> 'error_code', coalesce(detail ->> 'reason', '-'))
    FROM sample.audit_record
    WHERE detail ? 'sequence'
    ORDER BY subject
    """

  func bind(to bindings: inout Bindings) {}

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> String {
    try row.read()
  }
}

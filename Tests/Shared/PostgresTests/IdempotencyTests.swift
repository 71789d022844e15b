import Kernel
import Postgres
import TestSupport
import Testing

@Suite("Transaction.perform")
struct IdempotencyTests {
  private let scope = TransactionScope.organization(Fixture.organization)

  private func request(
    _ id: UInt64?, hash: UInt8 = 1
  ) -> IdempotentRequest<String> {
    IdempotentRequest(
      key: id.map { id in
        RequestKey(
          caller: "person:p", method: "/sample/Insert", requestID: UUIDBits(high: 1, low: id),
          requestHash: [hash])
      },
      encode: { Array($0.utf8) })
  }

  private func insert(
    _ request: IdempotentRequest<String>, item: String, _ pool: PostgresPool
  ) async throws -> String {
    let outcome = try await pool.withTransaction(scope) { transaction in
      try await transaction.perform(request, organization: Fixture.organization) {
        try await transaction.run(InsertItem(item: item))
        return item
      }
    }
    switch outcome {
    case .performed(let item): return "performed \(item)"
    case .repeated(let bytes): return "repeated \(String(decoding: bytes, as: UTF8.self))"
    }
  }

  @Test("gives a repetition the first answer and has no second effect")
  func repetition() async throws {
    try await Fixture.withPool { pool async throws in
      #expect(try await insert(request(1), item: "a", pool) == "performed a")
      #expect(try await insert(request(1), item: "b", pool) == "repeated a")
      #expect(try await pool.execute(SelectItems(), in: scope) == ["a"])
    }
  }

  @Test("gives concurrent duplicates one effect and the same answer")
  func concurrentDuplicates() async throws {
    try await Fixture.withPool { pool in
      let answers = try await withThrowingTaskGroup(of: String.self) { group in
        for _ in 0..<8 { group.addTask { try await insert(request(1), item: "a", pool) } }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(answers.count { $0 == "performed a" } == 1)
      #expect(answers.count { $0 == "repeated a" } == 7)
    }
  }

  @Test("a request whose work failed can be repeated, though its transaction went on")
  func swallowedFailure() async throws {
    try await Fixture.withPool { pool async throws in
      try await pool.withTransaction(scope) { transaction in
        _ = try? await transaction.perform(request(1), organization: Fixture.organization) {
          throw CancellationError()
        }
      }
      #expect(try await insert(request(1), item: "a", pool) == "performed a")
    }
  }

  @Test("refuses the id of another request")
  func reuse() async throws {
    try await Fixture.withPool { pool in
      _ = try await insert(request(1), item: "a", pool)
      await #expect(throws: IdempotencyError.requestIDReused) {
        try await insert(request(1, hash: 2), item: "b", pool)
      }
    }
  }

  @Test("keeps nothing of a request that failed")
  func failure() async throws {
    try await Fixture.withPool { pool in
      try await pool.run(InsertItem(item: "a"), in: scope)
      await #expect(throws: PostgresError.self) {
        try await insert(request(1), item: "a", pool)
      }
      #expect(try await insert(request(1), item: "b", pool) == "performed b")
    }
  }

  @Test("does the work of a request without an id each time")
  func withoutKey() async throws {
    try await Fixture.withPool { pool async throws in
      #expect(try await insert(request(nil), item: "a", pool) == "performed a")
      #expect(try await insert(request(nil), item: "b", pool) == "performed b")
    }
  }

  @Test("forgets answers that are pruned")
  func prune() async throws {
    try await Fixture.withPool { pool in
      _ = try await insert(request(1), item: "a", pool)
      let records = RequestRecords(pool: pool)
      let past = Timestamp(microseconds: 0)
      let future = Timestamp(microseconds: 4_102_444_800_000_000)
      #expect(try await records.prune(createdBefore: past, limit: 10) == 0)
      #expect(try await records.prune(createdBefore: future, limit: 10) == 1)
      #expect(try await insert(request(1), item: "b", pool) == "performed b")
    }
  }
}

@Suite("Transaction.recordInbox and Transaction.audit")
struct InboxTests {
  private let scope = TransactionScope.organization(Fixture.organization)

  @Test("tell the first arrival of an event from the others")
  func inbox() async throws {
    try await Fixture.withPool { pool in
      let event = UUIDBits(high: 1, low: 2)
      let results = try await pool.withTransaction(scope) { transaction in
        var results: [Bool] = []
        for source in ["quality", "quality", "learning"] {
          results.append(
            try await transaction.recordInbox(
              organization: Fixture.organization, eventID: event, source: source))
        }
        return results
      }
      #expect(results == [true, false, true])
      let future = Timestamp(microseconds: 4_102_444_800_000_000)
      #expect(try await Inbox(pool: pool).prune(receivedBefore: future, limit: 10) == 2)
    }
  }

  private struct SelectAudit: Statement {
    static let sql = "SELECT action, detail FROM sample.audit_record"
    func bind(to bindings: inout Bindings) {}
    static func decode(_ row: inout RowReader) throws(RowDecodingError) -> String {
      "\(try row.read() as String) \((try row.read() as JSONText).text)"
    }
  }

  @Test("write records that the organisation can read")
  func audit() async throws {
    try await Fixture.withPool { pool in
      try await pool.withTransaction(scope) { transaction in
        try transaction.audit(
          AuditRecord(
            organization: Fixture.organization, id: UUIDBits(high: 1, low: 1), caller: "person:p",
            action: "item.create", subject: "item/a", detail: JSONText(#"{"n": 1}"#)))
      }
      #expect(try await pool.execute(SelectAudit(), in: scope) == [#"item.create {"n": 1}"#])
    }
  }

  private struct InsertOldAudit: Statement {
    static let sql = """
      INSERT INTO sample.audit_record
        (organization_id, id, caller, action, subject, detail, create_time)
      SELECT 'acme', gen_random_uuid(), 'person:p', 'item.create', day::text, '{}',
        now() - day * interval '1 day'
      FROM unnest($1) AS day
      """

    let days: [Int32]

    func bind(to bindings: inout Bindings) { bindings.append(days) }
  }

  private struct SelectAuditSubjects: Statement {
    static let sql = "SELECT subject FROM sample.audit_record ORDER BY create_time"
    func bind(to bindings: inout Bindings) {}
    static func decode(_ row: inout RowReader) throws(RowDecodingError) -> String {
      try row.read()
    }
  }

  @Test("lose records that are old enough, and none of the last 30 days whoever asks")
  func pruneAudit() async throws {
    try await Fixture.withPool { pool in
      let trail = AuditTrail(pool: pool)
      try await pool.run(InsertOldAudit(days: [400, 31, 500, 29, 0]), in: scope)
      let past = Timestamp(microseconds: 0)
      let future = Timestamp(microseconds: 4_102_444_800_000_000)
      #expect(try await trail.prune(createdBefore: past, limit: 10) == 0)
      #expect(try await trail.prune(createdBefore: future, limit: 1) == 1)
      #expect(
        try await pool.execute(SelectAuditSubjects(), in: scope) == ["400", "31", "29", "0"])
      #expect(try await trail.prune(createdBefore: future, limit: 10) == 2)
      #expect(try await pool.execute(SelectAuditSubjects(), in: scope) == ["29", "0"])
    }
  }
}

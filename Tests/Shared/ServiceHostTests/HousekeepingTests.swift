import Kernel
import Postgres
import TestSupport
import Testing

@testable import ServiceHost

@Suite("Housekeeping.prune")
struct HousekeepingTests {
  private let scope = TransactionScope.organization(OrganizationID(stored: "acme"))

  private struct InsertAudit: Statement {
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

  private struct InsertInbox: Statement {
    static let sql = """
      INSERT INTO sample.inbox_event (organization_id, event_id, source, receive_time)
      SELECT 'acme', gen_random_uuid(), day::text, now() - day * interval '1 day'
      FROM unnest($1) AS day
      """

    let days: [Int32]

    func bind(to bindings: inout Bindings) { bindings.append(days) }
  }

  private struct SelectAges: Query {
    static let sql = """
      SELECT 'audit ' || subject AS age FROM sample.audit_record
      UNION ALL SELECT 'inbox ' || source FROM sample.inbox_event
      ORDER BY age
      """

    func bind(to bindings: inout Bindings) {}
    static func decode(_ row: inout RowReader) throws(RowDecodingError) -> String {
      try row.read()
    }
  }

  @Test("removes events of 30 days and audit records of the days that are set, and no others")
  func prune() async throws {
    let database = try await TestCluster.current.makeDatabase(
      schema: "sample", migrations: SampleService.migrations)
    let pool = database.makePool()
    try await pool.run(InsertAudit(days: [101, 99, 40]), in: scope)
    try await pool.run(InsertInbox(days: [31, 29]), in: scope)
    let housekeeping = Housekeeping(
      pool: pool, auditAge: .seconds(100 * 86_400), clock: SystemWallClock(),
      logger: PeerFixture.silent)
    try await housekeeping.prune()
    #expect(
      try await pool.execute(SelectAges(), in: scope) == ["audit 40", "audit 99", "inbox 29"])
    await pool.shutdown()
  }
}

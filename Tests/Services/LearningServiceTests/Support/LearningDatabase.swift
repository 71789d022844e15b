import Kernel
import LearningDomain
import Postgres
import TestSupport

extension ServiceFixture {
  /// Puts assignments of a module into the database, one for each of as many people.
  func insertAssignments(count: Int, of module: String) async throws {
    try await pool.run(
      InsertManyAssignments(
        organization: Self.acme, module: try ModuleID(parsing: module, field: "module"),
        count: count),
      in: .organization(Self.acme))
  }

  /// How many events the service has written for other services.
  func eventCount() async throws -> Int {
    try await pool.first(
      CountEvents(organization: Self.acme), in: .organization(Self.acme)) ?? 0
  }

  /// Who did what to a subject, oldest first.
  func audit(of subject: String) async throws -> [String] {
    try await pool.execute(
      SelectAudit(organization: Self.acme, subject: subject), in: .organization(Self.acme))
  }
}

/// All of them in one transaction, so all with the same time: the id alone orders them.
private struct InsertManyAssignments: Statement {
  static let sql = """
    INSERT INTO learning.assignment (
      organization_id, assignment_id, module_id, module_version, person_id, reason_text, due_time,
      create_time)
    SELECT $1, gen_random_uuid(), $2, 1, 'agent-' || number, '', now(), now()
    FROM generate_series(1, $3) AS number
    """
  var organization: OrganizationID
  var module: ModuleID
  var count: Int

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(module)
    bindings.append(count)
  }
}

private struct CountEvents: Statement {
  static let sql = "SELECT count(*) FROM learning.outbox_event WHERE organization_id = $1"
  var organization: OrganizationID

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Int { try row.read() }
}

/// Reads what was recorded about a subject, oldest first.
private struct SelectAudit: Statement {
  static let sql = """
    SELECT caller || ' ' || action FROM learning.audit_record
    WHERE organization_id = $1 AND subject = $2 ORDER BY create_time
    """
  var organization: OrganizationID
  var subject: String

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(subject)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> String { try row.read() }
}

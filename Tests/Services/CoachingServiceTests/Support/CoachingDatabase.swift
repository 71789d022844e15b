import Kernel
import Postgres
import TestSupport

extension ServiceFixture {
  /// Puts `Appointment 1`, `Appointment 2` and so on into the database, a second apart.
  func insertAppointments(count: Int) async throws {
    try await pool.run(
      InsertManyAppointments(organization: Self.acme, count: count),
      in: .organization(Self.acme))
  }

  /// Who did what to a subject, oldest first.
  func audit(of subject: String) async throws -> [String] {
    try await pool.execute(
      SelectAudit(organization: Self.acme, subject: subject), in: .organization(Self.acme))
  }
}

private struct InsertManyAppointments: Statement {
  static let sql = """
    INSERT INTO coaching.appointment (
      organization_id, appointment_id, display_name, length_minutes, interaction_ids, create_time)
    SELECT $1, gen_random_uuid(), 'Appointment ' || number, 30, '{}',
      now() + number * interval '1 second'
    FROM generate_series(1, $2) AS number
    """
  var organization: OrganizationID
  var count: Int

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(count)
  }
}

/// Reads what was recorded about a subject, oldest first.
private struct SelectAudit: Statement {
  static let sql = """
    SELECT caller || ' ' || action FROM coaching.audit_record
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

internal import Kernel
internal import Postgres

/// Locks an organisation, so that what it may have so many of is counted and made by one at a time.
struct LockOrganization: Statement {
  static let sql = """
    SELECT true FROM gamification.replica_organization WHERE organization_id = $1 FOR UPDATE
    """

  let organization: OrganizationID

  func bind(to bindings: inout Bindings) { bindings.append(organization) }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Bool { try row.read() }
}

/// The workday of an instant in the organisation's time zone; no row while the directory has not
/// told of it.
struct SelectWorkday: Query {
  static let sql = """
    SELECT ($2 AT TIME ZONE time_zone)::date
    FROM gamification.replica_organization
    WHERE organization_id = $1
    """

  let organization: OrganizationID
  let now: Timestamp

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(now)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Workday {
    try row.read()
  }
}

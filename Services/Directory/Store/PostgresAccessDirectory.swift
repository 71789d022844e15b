internal import DirectoryDomain
package import Kernel
package import Postgres

/// Tells what people may do and whose data is whose, from the directory's own tables.
///
/// Somebody who has left may do nothing.
package struct PostgresAccessDirectory: AccessDirectory {
  private let pool: PostgresPool

  package init(pool: PostgresPool) { self.pool = pool }

  package func grants(
    of person: PersonID, in organization: OrganizationID
  ) async throws -> [AccessGrant] {
    try await pool.execute(
      SelectGrantsOfActivePerson(organization: organization, person: person),
      in: .organization(organization)
    ).map(\.access)
  }

  package func subject(
    of person: PersonID, in organization: OrganizationID
  ) async throws -> AccessSubject? {
    try await pool.first(
      SelectSubject(organization: organization, person: person),
      in: .organization(organization))
  }
}

struct SelectGrantsOfActivePerson: Query {
  static let sql = """
    SELECT role_grant.grant_id, role_grant.person_id, role_grant.role_id, role_grant.scope_kind,
      role_grant.scope_target_id, role_grant.create_time
    FROM directory.role_grant
    JOIN directory.person
      ON person.organization_id = role_grant.organization_id
      AND person.person_id = role_grant.person_id
    WHERE role_grant.organization_id = $1 AND role_grant.person_id = $2
      AND role_grant.delete_time IS NULL AND person.state = 'active'
    """
  var organization: OrganizationID
  var person: PersonID

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(person)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Grant {
    try row.readGrant()
  }
}

/// A person's division, team and managers, nearest first.
struct SelectSubject: Query {
  static let sql = """
    WITH RECURSIVE above AS (
      SELECT person.manager_id, 1 AS distance
      FROM directory.person
      WHERE person.organization_id = $1 AND person.person_id = $2
      UNION ALL
      SELECT person.manager_id, above.distance + 1
      FROM above
      JOIN directory.person
        ON person.organization_id = $1 AND person.person_id = above.manager_id
    ) CYCLE manager_id SET is_cycle USING path
    SELECT person.person_id, person.division_id, person.team_id,
      ARRAY(
        SELECT above.manager_id
        FROM above
        WHERE above.manager_id IS NOT NULL AND NOT above.is_cycle
        ORDER BY above.distance)::text[]
    FROM directory.person
    WHERE person.organization_id = $1 AND person.person_id = $2
    """
  var organization: OrganizationID
  var person: PersonID

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(person)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> AccessSubject {
    AccessSubject(
      person: try row.read(), division: try row.readOptional(), team: try row.readOptional(),
      managers: try row.readArray())
  }
}

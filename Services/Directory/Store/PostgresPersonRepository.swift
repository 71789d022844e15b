package import DirectoryDomain
package import Kernel
package import Postgres

/// Reads people from PostgreSQL.
package struct PostgresPersonRepository: PersonRepository {
  private let pool: PostgresPool

  package init(pool: PostgresPool) { self.pool = pool }

  package func person(
    _ id: PersonID, in organization: OrganizationID
  ) async throws -> Person {
    let statement = SelectPerson(organization: organization, person: id)
    guard let person = try await pool.first(statement, in: .organization(organization)) else {
      throw DirectoryError.personNotFound
    }
    return person
  }

  package func people(
    in organization: OrganizationID, matching filter: PersonFilter, after: PersonID?,
    size: PageSize
  ) async throws -> Page<Person> {
    let rows = try await pool.execute(
      SelectPeople(
        organization: organization, filter: filter, after: after, rows: size.rows + 1),
      in: .organization(organization))
    return Page(rows, size: size) { [$0.profile.id.rawValue] }
  }
}

struct SelectPerson: Query {
  static let sql = """
    SELECT person_id, display_name, division_id, team_id, manager_id, state, create_time,
      update_time
    FROM directory.person
    WHERE organization_id = $1 AND person_id = $2
    """
  var organization: OrganizationID
  var person: PersonID

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(person)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Person {
    try row.readPerson()
  }
}

struct SelectPeople: Query {
  static let sql = """
    SELECT person_id, display_name, division_id, team_id, manager_id, state, create_time,
      update_time
    FROM directory.person
    WHERE organization_id = $1
      AND ($7::text IS NULL OR division_id = $7)
      AND ($8::text IS NULL OR team_id = $8)
      AND person_id > $9
      AND ($2 OR person_id IN (
        SELECT visible.person_id
        FROM directory.visible_person($1, $2, $3, $4, $5, $6) AS visible))
    ORDER BY person_id
    LIMIT $10
    """
  var organization: OrganizationID
  var filter: PersonFilter
  var after: PersonID?
  var rows: Int

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(filter.visibility)
    bindings.append(filter.division)
    bindings.append(filter.team)
    // No id is empty, so that the empty text is before the first.
    bindings.append(after?.rawValue ?? "")
    bindings.append(rows)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Person {
    try row.readPerson()
  }
}

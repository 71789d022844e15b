package import DirectoryDomain
package import Kernel
package import Postgres

/// Reads divisions, teams and queues from PostgreSQL.
package struct PostgresStructureRepository: StructureRepository {
  private let pool: PostgresPool

  package init(pool: PostgresPool) { self.pool = pool }

  package func divisions(
    in organization: OrganizationID, after: DivisionID?, size: PageSize
  ) async throws -> Page<Division> {
    let rows = try await pool.execute(
      SelectDivisions(organization: organization, after: after, rows: size.rows + 1),
      in: .organization(organization))
    return Page(rows, size: size) { [$0.id.rawValue] }
  }

  package func teams(
    in organization: OrganizationID, after: TeamID?, size: PageSize
  ) async throws -> Page<Team> {
    let rows = try await pool.execute(
      SelectTeams(organization: organization, after: after, rows: size.rows + 1),
      in: .organization(organization))
    return Page(rows, size: size) { [$0.id.rawValue] }
  }

  package func queues(
    in organization: OrganizationID, after: QueueID?, size: PageSize
  ) async throws -> Page<Queue> {
    let rows = try await pool.execute(
      SelectQueues(organization: organization, after: after, rows: size.rows + 1),
      in: .organization(organization))
    return Page(rows, size: size) { [$0.id.rawValue] }
  }
}

struct SelectDivisions: Query {
  static let sql = """
    SELECT division_id, display_name
    FROM directory.division
    WHERE organization_id = $1 AND division_id > $2
    ORDER BY division_id
    LIMIT $3
    """
  var organization: OrganizationID
  var after: DivisionID?
  var rows: Int

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(after?.rawValue ?? "")
    bindings.append(rows)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Division {
    Division(id: try row.read(), displayName: try row.readDisplayName())
  }
}

struct SelectTeams: Query {
  static let sql = """
    SELECT team_id, display_name, division_id
    FROM directory.team
    WHERE organization_id = $1 AND team_id > $2
    ORDER BY team_id
    LIMIT $3
    """
  var organization: OrganizationID
  var after: TeamID?
  var rows: Int

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(after?.rawValue ?? "")
    bindings.append(rows)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Team {
    Team(
      id: try row.read(), displayName: try row.readDisplayName(),
      division: try row.readOptional())
  }
}

struct SelectQueues: Query {
  static let sql = """
    SELECT queue_id, display_name, division_id
    FROM directory.queue
    WHERE organization_id = $1 AND queue_id > $2
    ORDER BY queue_id
    LIMIT $3
    """
  var organization: OrganizationID
  var after: QueueID?
  var rows: Int

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(after?.rawValue ?? "")
    bindings.append(rows)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Queue {
    Queue(
      id: try row.read(), displayName: try row.readDisplayName(),
      division: try row.readOptional())
  }
}

package import DirectoryDomain
package import Kernel
package import Postgres

/// Keeps the organisations in PostgreSQL.
package struct PostgresOrganizationRepository: OrganizationRepository {
  private let pool: PostgresPool
  private let ids: any IDGenerator

  package init(pool: PostgresPool, ids: any IDGenerator) {
    self.pool = pool
    self.ids = ids
  }

  package func organization(_ id: OrganizationID) async throws -> Organization {
    let statement = SelectOrganization(organization: id)
    guard let organization = try await pool.first(statement, in: .organization(id)) else {
      throw DirectoryError.organizationNotFound
    }
    return organization
  }

  package func create(
    _ organization: Organization, by caller: String, timeZoneField: String,
    request: IdempotentRequest<Organization>
  ) async throws -> IdempotentOutcome<Organization> {
    let id = organization.id
    return try await pool.withTransaction(.organization(id)) { transaction in
      try await transaction.perform(request, organization: id) {
        guard try await transaction.run(InsertOrganization(organization: organization)) == 1
        else {
          let select = SelectOrganization(organization: id)
          guard let existing = try await transaction.first(select),
            existing.agrees(with: organization)
          else { throw DirectoryError.organizationExists }
          return existing
        }
        let zone = SelectTimeZoneExists(timeZone: organization.timeZone)
        guard try await transaction.first(zone) == true else {
          throw TimeZoneName.unknown(field: timeZoneField)
        }
        try transaction.audit(
          AuditRecord(
            organization: id, id: ids.makeUUID(), caller: caller, action: "organization.create",
            subject: "organization/\(id)", detail: JSONText("{}")))
        try ChangeLog.append(
          .organization, [id.rawValue], in: id, now: organization.createTime, to: transaction)
        return organization
      }
    }
  }
}

struct SelectOrganization: Query {
  static let sql = """
    SELECT organization_id, display_name, time_zone, create_time
    FROM directory.organization
    WHERE organization_id = $1
    """
  var organization: OrganizationID

  func bind(to bindings: inout Bindings) { bindings.append(organization) }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Organization {
    try row.readOrganization()
  }
}

struct InsertOrganization: Statement {
  static let sql = """
    INSERT INTO directory.organization (organization_id, display_name, time_zone, create_time)
    VALUES ($1, $2, $3, $4)
    ON CONFLICT ON CONSTRAINT organization_pkey DO NOTHING
    """
  var organization: Organization

  func bind(to bindings: inout Bindings) {
    bindings.append(organization.id)
    bindings.append(organization.displayName.rawValue)
    bindings.append(organization.timeZone.rawValue)
    bindings.append(organization.createTime)
  }
}

struct SelectTimeZoneExists: Query {
  static let sql =
    "SELECT EXISTS (SELECT FROM pg_catalog.pg_timezone_names AS zone WHERE zone.name = $1)"
  var timeZone: TimeZoneName

  func bind(to bindings: inout Bindings) { bindings.append(timeZone.rawValue) }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Bool {
    try row.read()
  }
}

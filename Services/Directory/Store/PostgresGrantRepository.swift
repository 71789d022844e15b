package import DirectoryDomain
package import Kernel
package import Postgres

/// Keeps who holds which role in PostgreSQL.
package struct PostgresGrantRepository: GrantRepository {
  private let pool: PostgresPool
  private let ids: any IDGenerator

  package init(pool: PostgresPool, ids: any IDGenerator) {
    self.pool = pool
    self.ids = ids
  }

  package func grants(
    in organization: OrganizationID, of person: PersonID?, visibleTo visibility: Visibility,
    after: GrantPosition?, size: PageSize
  ) async throws -> Page<Grant> {
    let rows = try await pool.execute(
      SelectGrants(
        organization: organization, visibility: visibility, person: person, after: after,
        rows: size.rows + 1),
      in: .organization(organization))
    return Page(rows, size: size) {
      GrantPosition(createTime: $0.createTime, id: $0.id).texts
    }
  }

  package func create(
    _ grant: Grant, in organization: OrganizationID, by caller: String, targetField: String,
    request: IdempotentRequest<Grant>
  ) async throws -> IdempotentOutcome<Grant> {
    try await pool.withTransaction(.organization(organization)) { transaction in
      try await transaction.perform(request, organization: organization) {
        let person = SelectPerson(organization: organization, person: grant.person)
        guard try await transaction.first(person) != nil else {
          throw DirectoryError.personNotFound
        }
        let target = SelectScopeTargetExists(organization: organization, scope: grant.scope)
        guard try await transaction.first(target) == true else {
          throw ValidationError(
            field: targetField, reason: "names no \(grant.scope.kind.rawValue) that is known")
        }
        let insert = InsertGrant(organization: organization, grant: grant)
        guard try await transaction.run(insert) == 1 else {
          return try await existing(grant, in: organization, transaction)
        }
        try await record(
          "grant.create", grant.id, in: organization, by: caller, detail: detail(grant),
          transaction)
        try ChangeLog.append(
          .grant, [grant.id.description], in: organization, now: grant.createTime,
          to: transaction)
        return grant
      }
    }
  }

  package func delete(
    _ grant: GrantID, in organization: OrganizationID, by caller: String, now: Timestamp,
    request: IdempotentRequest<GrantID>
  ) async throws -> IdempotentOutcome<GrantID> {
    try await pool.withTransaction(.organization(organization)) { transaction in
      try await transaction.perform(request, organization: organization) {
        let update = UpdateGrantDeleted(organization: organization, grant: grant, now: now)
        guard try await transaction.run(update) == 1 else {
          throw DirectoryError.grantNotFound
        }
        try await record(
          "grant.delete", grant, in: organization, by: caller, detail: "{}", transaction)
        try ChangeLog.append(
          .deletedGrant, [grant.description], in: organization, now: now, to: transaction)
        return grant
      }
    }
  }

  /// Finds the grant that was in the way of an insert.
  ///
  /// - Throws: `PostgresError` that asks for another attempt, when it was taken away meanwhile.
  private func existing(
    _ grant: Grant, in organization: OrganizationID, _ transaction: Transaction
  ) async throws -> Grant {
    let select = SelectSameGrant(organization: organization, grant: grant)
    guard let existing = try await transaction.first(select) else {
      throw PostgresError.server(
        ServerError(sqlState: "40001", statement: SelectSameGrant.name))
    }
    return existing
  }

  private func record(
    _ action: String, _ grant: GrantID, in organization: OrganizationID, by caller: String,
    detail: String, _ transaction: Transaction
  ) async throws {
    try transaction.audit(
      AuditRecord(
        organization: organization, id: ids.makeUUID(), caller: caller, action: action,
        subject: "grant/\(grant)", detail: JSONText(detail)))
  }

  /// Ids have no character that JSON would have to escape.
  private func detail(_ grant: Grant) -> String {
    let scope = [grant.scope.kind.rawValue, grant.scope.target].compactMap { $0 }
    return """
      {"person": "\(grant.person)", "role": "\(grant.role.rawValue)", \
      "scope": "\(scope.joined(separator: ":"))"}
      """
  }
}

struct SelectGrants: Query {
  static let sql = """
    SELECT grant_id, person_id, role_id, scope_kind, scope_target_id, create_time
    FROM directory.role_grant
    WHERE organization_id = $1 AND delete_time IS NULL
      AND ($7::text IS NULL OR person_id = $7)
      AND ($8::timestamptz IS NULL OR (create_time, grant_id) > ($8, $9::uuid))
      AND ($2 OR person_id IN (
        SELECT visible.person_id
        FROM directory.visible_person($1, $2, $3, $4, $5, $6) AS visible))
    ORDER BY create_time, grant_id
    LIMIT $10
    """
  var organization: OrganizationID
  var visibility: Visibility
  var person: PersonID?
  var after: GrantPosition?
  var rows: Int

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(visibility)
    bindings.append(person)
    bindings.append(after?.createTime)
    bindings.append(after?.id)
    bindings.append(rows)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Grant {
    try row.readGrant()
  }
}

/// Whether the team, division or queue of a scope exists; true for scopes without one.
struct SelectScopeTargetExists: Query {
  static let sql = """
    SELECT CASE $2
      WHEN 'team' THEN EXISTS (
        SELECT FROM directory.team WHERE organization_id = $1 AND team_id = $3)
      WHEN 'division' THEN EXISTS (
        SELECT FROM directory.division WHERE organization_id = $1 AND division_id = $3)
      WHEN 'queue' THEN EXISTS (
        SELECT FROM directory.queue WHERE organization_id = $1 AND queue_id = $3)
      ELSE true
    END
    """
  var organization: OrganizationID
  var scope: DataScope

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(scope.kind)
    bindings.append(scope.target ?? "")
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Bool {
    try row.read()
  }
}

struct InsertGrant: Statement {
  static let sql = """
    INSERT INTO directory.role_grant
      (organization_id, grant_id, person_id, role_id, scope_kind, scope_target_id, create_time)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (organization_id, person_id, role_id, scope_kind, scope_target_id)
      WHERE delete_time IS NULL DO NOTHING
    """
  var organization: OrganizationID
  var grant: Grant

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(grant.id)
    bindings.append(grant.person)
    bindings.append(grant.role)
    bindings.append(grant.scope.kind)
    bindings.append(grant.scope.target ?? "")
    bindings.append(grant.createTime)
  }
}

struct SelectSameGrant: Query {
  static let sql = """
    SELECT grant_id, person_id, role_id, scope_kind, scope_target_id, create_time
    FROM directory.role_grant
    WHERE organization_id = $1 AND person_id = $2 AND role_id = $3 AND scope_kind = $4
      AND scope_target_id = $5 AND delete_time IS NULL
    """
  var organization: OrganizationID
  var grant: Grant

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(grant.person)
    bindings.append(grant.role)
    bindings.append(grant.scope.kind)
    bindings.append(grant.scope.target ?? "")
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Grant {
    try row.readGrant()
  }
}

struct UpdateGrantDeleted: Statement {
  static let sql = """
    UPDATE directory.role_grant
    SET delete_time = $3
    WHERE organization_id = $1 AND grant_id = $2 AND delete_time IS NULL
    """
  var organization: OrganizationID
  var grant: GrantID
  var now: Timestamp

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(grant)
    bindings.append(now)
  }
}

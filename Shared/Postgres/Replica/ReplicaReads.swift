internal import Kernel

/// Reads how far the replica is.
struct SelectCursor: SchemaQuery {
  static func sql(schema: SchemaName) -> String {
    "SELECT sequence FROM \(schema).replica_cursor"
  }

  func bind(to bindings: inout Bindings) {}

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Int64 { try row.read() }
}

/// Reads where a person belongs and who is above, the nearest first, at most 32 levels.
struct SelectSubject: SchemaQuery {
  static func sql(schema: SchemaName) -> String {
    """
    WITH RECURSIVE chain (person_id, manager_id, depth, path) AS (
      SELECT member.person_id, member.manager_id, 0, ARRAY[member.person_id]
      FROM \(schema).member AS member
      WHERE member.organization_id = $1 AND member.person_id = $2
      UNION ALL
      SELECT chain.manager_id, member.manager_id, chain.depth + 1,
        chain.path || chain.manager_id
      FROM chain LEFT JOIN \(schema).member AS member
        ON member.organization_id = $1 AND member.person_id = chain.manager_id
      WHERE chain.manager_id IS NOT NULL AND chain.depth < 32
        AND chain.manager_id <> ALL (chain.path)
    )
    SELECT member.person_id, member.division_id, member.team_id,
      ARRAY(SELECT chain.person_id FROM chain WHERE chain.depth > 0 ORDER BY chain.depth)
    FROM \(schema).member AS member
    WHERE member.organization_id = $1 AND member.person_id = $2
    """
  }

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

/// Reads what an active person may do.
struct SelectGrants: SchemaQuery {
  static func sql(schema: SchemaName) -> String {
    """
    SELECT held.permissions, held.scope_kind, held.scope_id
    FROM \(schema).member_grant AS held
    JOIN \(schema).member AS member USING (organization_id, person_id)
    WHERE held.organization_id = $1 AND held.person_id = $2 AND member.active
    ORDER BY held.grant_id
    """
  }

  var organization: OrganizationID
  var person: PersonID

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(person)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> AccessGrant {
    let texts: [String] = try row.readArray()
    var permissions: Set<Permission> = []
    for text in texts {
      guard let permission = try? Permission(parsing: text, field: "permissions") else {
        throw RowDecodingError(column: 0, reason: .malformed)
      }
      permissions.insert(permission)
    }
    guard let scope = DataScope(kind: try row.read(), id: try row.readOptional()) else {
      throw RowDecodingError(column: 1, reason: .malformed)
    }
    return AccessGrant(permissions: permissions, scope: scope)
  }
}

/// Reads all organisations.
struct SelectOrganizations: SchemaQuery {
  static func sql(schema: SchemaName) -> String {
    """
    SELECT organization_id, display_name, time_zone, version
    FROM \(schema).replica_organization ORDER BY organization_id
    """
  }

  func bind(to bindings: inout Bindings) {}

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> ReplicaOrganization {
    ReplicaOrganization(
      organization: try row.read(), displayName: try row.read(), timeZone: try row.read(),
      version: try row.read())
  }
}

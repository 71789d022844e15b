package import DirectoryDomain
package import Kernel
package import Postgres

/// Reads the log of changes in PostgreSQL.
package struct PostgresChangeRepository: ChangeRepository {
  private let pool: PostgresPool

  package init(pool: PostgresPool) { self.pool = pool }

  package func changes(after sequence: Int64, limit: Int) async throws -> ChangeBatch {
    let entries = try await pool.execute(
      SelectLogEntries(after: sequence, limit: limit), in: .allOrganizations)
    guard let last = entries.last else {
      return ChangeBatch(changes: [], lastSequence: sequence)
    }
    let subjects = try await subjects(of: entries)
    let changes = entries.compactMap { entry in
      subjects[entry.reference].map { subject in
        DirectoryChange(
          sequence: entry.sequence, organization: entry.reference.organization,
          subject: subject)
      }
    }
    return ChangeBatch(changes: changes, lastSequence: last.sequence)
  }

  package func publishRoles(version: Int64, now: Timestamp) async throws {
    let published = try await pool.first(SelectRoleVersion(), in: .allOrganizations)
    guard published ?? 0 < version else { return }
    try await pool.withTransaction(.allOrganizations) { transaction in
      guard try await transaction.run(UpsertRoleVersion(version: version)) == 1 else { return }
      _ = try await transaction.execute(LockChangeLog())
      try transaction.enqueue(InsertChangesOfAllGrants(createTime: now))
    }
  }

  /// Reads what the entries refer to, as it is now.
  ///
  /// That may be newer than an entry; then another entry for it comes later in the log.
  private func subjects(
    of entries: [LogEntry]
  ) async throws -> [LogReference: DirectoryChange.Subject] {
    var references: [ChangeKind: Set<LogReference>] = [:]
    for entry in entries { references[entry.reference.kind, default: []].insert(entry.reference) }
    var subjects: [LogReference: DirectoryChange.Subject] = [:]
    for reference in references[.deletedGrant] ?? [] {
      guard let uuid = UUIDBits(reference.id) else { continue }
      subjects[reference] = .deletedGrant(GrantID(uuid: uuid))
    }
    if let organizations = references[.organization] {
      let statement = SelectOrganizationsByReference(references: Array(organizations))
      for (reference, organization) in try await pool.execute(statement, in: .allOrganizations) {
        subjects[reference] = .organization(organization)
      }
    }
    if let people = references[.person] {
      let statement = SelectPeopleByReference(references: Array(people))
      for (reference, person) in try await pool.execute(statement, in: .allOrganizations) {
        subjects[reference] = .person(person)
      }
    }
    if let grants = references[.grant] {
      let statement = SelectGrantsByReference(references: Array(grants))
      for (reference, grant) in try await pool.execute(statement, in: .allOrganizations) {
        subjects[reference] = .grant(grant)
      }
    }
    return subjects
  }
}

/// What an entry of the log is about.
struct LogReference: Hashable, Sendable {
  var organization: OrganizationID
  var kind: ChangeKind
  var id: String
}

/// One row of the log.
struct LogEntry: Hashable, Sendable {
  var sequence: Int64
  var reference: LogReference
}

struct SelectLogEntries: Query {
  static let sql = """
    SELECT sequence, organization_id, subject_kind, subject_id
    FROM directory.directory_change
    WHERE sequence > $1
    ORDER BY sequence
    LIMIT $2
    """
  var after: Int64
  var limit: Int

  func bind(to bindings: inout Bindings) {
    bindings.append(after)
    bindings.append(limit)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> LogEntry {
    LogEntry(
      sequence: try row.read(),
      reference: LogReference(
        organization: try row.read(), kind: try row.read(), id: try row.read()))
  }
}

struct SelectOrganizationsByReference: Query {
  static let sql = """
    SELECT organization_id, display_name, time_zone, create_time
    FROM directory.organization
    WHERE organization_id = ANY ($1)
    """
  var references: [LogReference]

  func bind(to bindings: inout Bindings) {
    bindings.append(references.map(\.organization))
  }

  static func decode(
    _ row: inout RowReader
  ) throws(RowDecodingError) -> (LogReference, Organization) {
    let organization = try row.readOrganization()
    let reference = LogReference(
      organization: organization.id, kind: .organization, id: organization.id.rawValue)
    return (reference, organization)
  }
}

struct SelectPeopleByReference: Query {
  static let sql = """
    SELECT person.organization_id, person.person_id, person.display_name, person.division_id,
      person.team_id, person.manager_id, person.state, person.create_time, person.update_time
    FROM unnest($1::text[], $2::text[]) AS reference (organization_id, person_id)
    JOIN directory.person
      ON person.organization_id = reference.organization_id
      AND person.person_id = reference.person_id
    """
  var references: [LogReference]

  func bind(to bindings: inout Bindings) {
    bindings.append(references.map(\.organization))
    bindings.append(references.map(\.id))
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> (LogReference, Person) {
    let organization: OrganizationID = try row.read()
    let person = try row.readPerson()
    let reference = LogReference(
      organization: organization, kind: .person, id: person.profile.id.rawValue)
    return (reference, person)
  }
}

/// Grants, those that were taken away meanwhile too.
struct SelectGrantsByReference: Query {
  static let sql = """
    SELECT role_grant.organization_id, role_grant.grant_id, role_grant.person_id,
      role_grant.role_id, role_grant.scope_kind, role_grant.scope_target_id,
      role_grant.create_time
    FROM unnest($1::text[], $2::text[]) AS reference (organization_id, grant_id)
    JOIN directory.role_grant
      ON role_grant.organization_id = reference.organization_id
      AND role_grant.grant_id = reference.grant_id::uuid
    """
  var references: [LogReference]

  func bind(to bindings: inout Bindings) {
    bindings.append(references.map(\.organization))
    bindings.append(references.map(\.id))
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> (LogReference, Grant) {
    let organization: OrganizationID = try row.read()
    let grant = try row.readGrant()
    let reference = LogReference(
      organization: organization, kind: .grant, id: grant.id.description)
    return (reference, grant)
  }
}

struct SelectRoleVersion: Query {
  static let sql = "SELECT version FROM directory.role_catalog WHERE organization_id = '*'"

  func bind(to bindings: inout Bindings) {}

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Int64 {
    try row.read()
  }
}

/// Touches no row when this version or a higher one is there.
struct UpsertRoleVersion: Statement {
  static let sql = """
    INSERT INTO directory.role_catalog (organization_id, version)
    VALUES ('*', $1)
    ON CONFLICT ON CONSTRAINT role_catalog_pkey DO UPDATE SET version = excluded.version
      WHERE role_catalog.version < excluded.version
    """
  var version: Int64

  func bind(to bindings: inout Bindings) { bindings.append(version) }
}

struct InsertChangesOfAllGrants: Statement {
  static let sql = """
    INSERT INTO directory.directory_change (organization_id, subject_kind, subject_id, create_time)
    SELECT organization_id, 'grant', grant_id::text, $1
    FROM directory.role_grant
    WHERE delete_time IS NULL
    ORDER BY organization_id, create_time, grant_id
    """
  var createTime: Timestamp

  func bind(to bindings: inout Bindings) { bindings.append(createTime) }
}

internal import Kernel

/// Writes members, unless a newer version of them or of their deletion is stored.
struct UpsertMembers: SchemaStatement {
  static func sql(schema: SchemaName) -> String {
    """
    INSERT INTO \(schema).member AS stored (organization_id, person_id, display_name, division_id,
      team_id, manager_id, active, version)
    SELECT new.* FROM unnest($1, $2, $3, $4, $5, $6, $7, $8) AS new (organization_id, person_id,
      display_name, division_id, team_id, manager_id, active, version)
    WHERE NOT EXISTS (
      SELECT FROM \(schema).replica_tombstone AS tombstone
      WHERE tombstone.organization_id = new.organization_id AND tombstone.kind = 'member'
        AND tombstone.object_id = new.person_id AND tombstone.version >= new.version)
    ON CONFLICT ON CONSTRAINT member_pkey DO UPDATE
    SET display_name = excluded.display_name, division_id = excluded.division_id,
      team_id = excluded.team_id, manager_id = excluded.manager_id, active = excluded.active,
      version = excluded.version
    WHERE stored.version < excluded.version
    """
  }

  var members: [ReplicaMember]

  func bind(to bindings: inout Bindings) {
    bindings.append(members.map(\.organization))
    bindings.append(members.map(\.person))
    bindings.append(members.map(\.displayName))
    bindings.append(members.map(\.division))
    bindings.append(members.map(\.team))
    bindings.append(members.map(\.manager))
    bindings.append(members.map(\.isActive))
    bindings.append(members.map(\.version))
  }
}

/// Writes grants, unless a newer version of them or of their deletion is stored.
///
/// The permissions of all grants are one array, since an array of arrays has rows of one length;
/// `owner` says to which grant each belongs, counted from 1.
struct UpsertGrants: SchemaStatement {
  static func sql(schema: SchemaName) -> String {
    """
    INSERT INTO \(schema).member_grant AS stored (organization_id, grant_id, person_id, role_id,
      permissions, scope_kind, scope_id, version)
    SELECT new.organization_id, new.grant_id, new.person_id, new.role_id,
      ARRAY(
        SELECT permission.name FROM unnest($8, $9) AS permission (name, owner)
        WHERE permission.owner = new.ordinal ORDER BY permission.name),
      new.scope_kind, new.scope_id, new.version
    FROM unnest($1, $2, $3, $4, $5, $6, $7) WITH ORDINALITY AS new (organization_id, grant_id,
      person_id, role_id, scope_kind, scope_id, version, ordinal)
    WHERE NOT EXISTS (
      SELECT FROM \(schema).replica_tombstone AS tombstone
      WHERE tombstone.organization_id = new.organization_id AND tombstone.kind = 'grant'
        AND tombstone.object_id = new.grant_id::text AND tombstone.version >= new.version)
    ON CONFLICT ON CONSTRAINT member_grant_pkey DO UPDATE
    SET person_id = excluded.person_id, role_id = excluded.role_id,
      permissions = excluded.permissions, scope_kind = excluded.scope_kind,
      scope_id = excluded.scope_id, version = excluded.version
    WHERE stored.version < excluded.version
    """
  }

  var grants: [ReplicaGrant]

  func bind(to bindings: inout Bindings) {
    bindings.append(grants.map(\.organization))
    bindings.append(grants.map(\.id))
    bindings.append(grants.map(\.person))
    bindings.append(grants.map(\.roleID))
    bindings.append(grants.map(\.access.scope.columns.kind))
    bindings.append(grants.map(\.access.scope.columns.id))
    bindings.append(grants.map(\.version))
    bindings.append(grants.flatMap { $0.access.permissions.map(\.rawValue) })
    bindings.append(
      grants.enumerated().flatMap { index, grant in
        [Int](repeating: index + 1, count: grant.access.permissions.count)
      })
  }
}

/// Writes organisations, unless a newer version of them or of their deletion is stored.
struct UpsertOrganizations: SchemaStatement {
  static func sql(schema: SchemaName) -> String {
    """
    INSERT INTO \(schema).replica_organization AS stored (organization_id, display_name, time_zone,
      version)
    SELECT new.* FROM unnest($1, $2, $3, $4) AS new (organization_id, display_name, time_zone,
      version)
    WHERE NOT EXISTS (
      SELECT FROM \(schema).replica_tombstone AS tombstone
      WHERE tombstone.organization_id = new.organization_id AND tombstone.kind = 'organization'
        AND tombstone.object_id = '' AND tombstone.version >= new.version)
    ON CONFLICT ON CONSTRAINT replica_organization_pkey DO UPDATE
    SET display_name = excluded.display_name, time_zone = excluded.time_zone,
      version = excluded.version
    WHERE stored.version < excluded.version
    """
  }

  var organizations: [ReplicaOrganization]

  func bind(to bindings: inout Bindings) {
    bindings.append(organizations.map(\.organization))
    bindings.append(organizations.map(\.displayName))
    bindings.append(organizations.map(\.timeZone))
    bindings.append(organizations.map(\.version))
  }
}

/// Deletes rows that are not newer than their deletion, and remembers the deletions.
struct DeleteReplicated: SchemaStatement {
  static func sql(schema: SchemaName) -> String {
    """
    WITH gone AS (
      SELECT gone.organization_id, gone.kind, gone.object_id, gone.version
      FROM unnest($1, $2, $3, $4) AS gone (organization_id, kind, object_id, version)
    ), deleted_member AS (
      DELETE FROM \(schema).member AS stored USING gone
      WHERE gone.kind = 'member' AND stored.organization_id = gone.organization_id
        AND stored.person_id = gone.object_id AND stored.version <= gone.version
    ), deleted_grant AS (
      DELETE FROM \(schema).member_grant AS stored USING gone
      WHERE stored.organization_id = gone.organization_id
        AND stored.grant_id = CASE gone.kind WHEN 'grant' THEN gone.object_id::uuid END
        AND stored.version <= gone.version
    ), deleted_organization AS (
      DELETE FROM \(schema).replica_organization AS stored USING gone
      WHERE gone.kind = 'organization' AND stored.organization_id = gone.organization_id
        AND stored.version <= gone.version
    )
    INSERT INTO \(schema).replica_tombstone AS stored (organization_id, kind, object_id, version)
    SELECT gone.organization_id, gone.kind, gone.object_id, gone.version FROM gone
    ON CONFLICT ON CONSTRAINT replica_tombstone_pkey DO UPDATE SET version = excluded.version
    WHERE stored.version < excluded.version
    """
  }

  var deletions: [(key: ReplicaKey, version: Int64)]

  func bind(to bindings: inout Bindings) {
    bindings.append(deletions.map(\.key.organization))
    bindings.append(deletions.map(\.key.kind))
    bindings.append(deletions.map(\.key.objectID))
    bindings.append(deletions.map(\.version))
  }
}

/// Moves the cursor, never back.
struct UpsertCursor: SchemaStatement {
  static func sql(schema: SchemaName) -> String {
    """
    INSERT INTO \(schema).replica_cursor AS stored (sequence) VALUES ($1)
    ON CONFLICT ON CONSTRAINT replica_cursor_pkey DO UPDATE
    SET sequence = greatest(stored.sequence, excluded.sequence)
    """
  }

  var sequence: Int64

  func bind(to bindings: inout Bindings) { bindings.append(sequence) }
}

/// Waits until no other instance applies changes.
struct LockReplica: SchemaStatement {
  static func sql(schema: SchemaName) -> String {
    "SELECT pg_catalog.pg_advisory_xact_lock(hashtextextended($1, 0))::text"
  }

  var schema: SchemaName

  func bind(to bindings: inout Bindings) { bindings.append("laurel.replica.\(schema)") }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) { try row.skip() }
}

/// A service's copy of the directory, which its own queries may join.
enum ReplicaTables {
  static func script(schema: SchemaName) -> String {
    [tables(schema), visibleMember(schema)].joined(separator: "\n")
  }

  private static func tables(_ schema: SchemaName) -> String {
    """
    CREATE TABLE \(schema).member (
      organization_id text NOT NULL,
      person_id text NOT NULL,
      display_name text NOT NULL,
      division_id text,
      team_id text,
      manager_id text,
      active boolean NOT NULL,
      version bigint NOT NULL,
      CONSTRAINT member_pkey PRIMARY KEY (organization_id, person_id)
    );
    CREATE INDEX member_team_idx ON \(schema).member (organization_id, team_id);
    CREATE INDEX member_division_idx ON \(schema).member (organization_id, division_id);
    CREATE INDEX member_manager_idx ON \(schema).member (organization_id, manager_id);
    \(RowLevelSecurity.script(schema: schema, table: "member"))

    CREATE TABLE \(schema).member_grant (
      organization_id text NOT NULL,
      grant_id uuid NOT NULL,
      person_id text NOT NULL,
      role_id text NOT NULL,
      permissions text[] NOT NULL,
      scope_kind text NOT NULL,
      scope_id text,
      version bigint NOT NULL,
      CONSTRAINT member_grant_pkey PRIMARY KEY (organization_id, grant_id),
      CONSTRAINT member_grant_scope_check CHECK (
        (scope_id IS NULL AND scope_kind IN ('own', 'reports', 'all'))
        OR (scope_id IS NOT NULL AND scope_kind IN ('team', 'division', 'queue')))
    );
    CREATE INDEX member_grant_person_idx ON \(schema).member_grant (organization_id, person_id);
    \(RowLevelSecurity.script(schema: schema, table: "member_grant"))

    CREATE TABLE \(schema).replica_organization (
      organization_id text NOT NULL,
      display_name text NOT NULL,
      time_zone text NOT NULL,
      version bigint NOT NULL,
      CONSTRAINT replica_organization_pkey PRIMARY KEY (organization_id)
    );
    \(RowLevelSecurity.script(schema: schema, table: "replica_organization"))

    CREATE TABLE \(schema).replica_tombstone (
      organization_id text NOT NULL,
      kind text NOT NULL,
      object_id text NOT NULL,
      version bigint NOT NULL,
      CONSTRAINT replica_tombstone_pkey PRIMARY KEY (organization_id, kind, object_id)
    );
    \(RowLevelSecurity.script(schema: schema, table: "replica_tombstone"))

    CREATE TABLE \(schema).replica_cursor (
      only_row boolean NOT NULL DEFAULT true,
      sequence bigint NOT NULL,
      CONSTRAINT replica_cursor_pkey PRIMARY KEY (only_row),
      CONSTRAINT replica_cursor_only_row_check CHECK (only_row)
    );
    """
  }

  /// The members that a caller may see, for `person_id IN (SELECT …)`; people above the person
  /// are followed for at most 32 levels.
  private static func visibleMember(_ schema: SchemaName) -> String {
    """
    CREATE FUNCTION \(schema).visible_member(
      in_organization text, in_everything boolean, in_people text[], in_teams text[],
      in_divisions text[], in_managers text[]
    ) RETURNS TABLE (person_id text) LANGUAGE sql STABLE PARALLEL SAFE AS $function$
      WITH RECURSIVE below (person_id, depth) AS (
        SELECT member.person_id, 1 FROM \(schema).member AS member
        WHERE member.organization_id = in_organization AND member.manager_id = ANY (in_managers)
        UNION
        SELECT member.person_id, below.depth + 1
        FROM below JOIN \(schema).member AS member
          ON member.organization_id = in_organization AND member.manager_id = below.person_id
        WHERE below.depth < 32
      )
      SELECT member.person_id FROM \(schema).member AS member
      WHERE member.organization_id = in_organization AND (
        in_everything OR member.person_id = ANY (in_people) OR member.team_id = ANY (in_teams)
        OR member.division_id = ANY (in_divisions)
        OR member.person_id IN (SELECT below.person_id FROM below))
    $function$;
    """
  }
}

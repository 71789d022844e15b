-- People, structure, grants and the log of changes.
--
-- Ids are compared by their bytes (COLLATE "C"), as the program does. Rows of organization and
-- person, grants and the log are also read for all organizations at once (setting '*'), because
-- the copies in the other services follow one stream.

CREATE TABLE directory.organization (
  organization_id text COLLATE "C" NOT NULL,
  display_name text NOT NULL,
  time_zone text NOT NULL,
  create_time timestamptz NOT NULL,
  CONSTRAINT organization_pkey PRIMARY KEY (organization_id)
);

CREATE TABLE directory.division (
  organization_id text COLLATE "C" NOT NULL,
  division_id text COLLATE "C" NOT NULL,
  display_name text NOT NULL,
  CONSTRAINT division_pkey PRIMARY KEY (organization_id, division_id),
  CONSTRAINT division_organization_fkey FOREIGN KEY (organization_id)
    REFERENCES directory.organization (organization_id)
);

CREATE TABLE directory.team (
  organization_id text COLLATE "C" NOT NULL,
  team_id text COLLATE "C" NOT NULL,
  display_name text NOT NULL,
  division_id text COLLATE "C",
  CONSTRAINT team_pkey PRIMARY KEY (organization_id, team_id),
  CONSTRAINT team_organization_fkey FOREIGN KEY (organization_id)
    REFERENCES directory.organization (organization_id),
  CONSTRAINT team_division_fkey FOREIGN KEY (organization_id, division_id)
    REFERENCES directory.division (organization_id, division_id)
);

CREATE TABLE directory.queue (
  organization_id text COLLATE "C" NOT NULL,
  queue_id text COLLATE "C" NOT NULL,
  display_name text NOT NULL,
  division_id text COLLATE "C",
  CONSTRAINT queue_pkey PRIMARY KEY (organization_id, queue_id),
  CONSTRAINT queue_organization_fkey FOREIGN KEY (organization_id)
    REFERENCES directory.organization (organization_id),
  CONSTRAINT queue_division_fkey FOREIGN KEY (organization_id, division_id)
    REFERENCES directory.division (organization_id, division_id)
);

CREATE TABLE directory.person (
  organization_id text COLLATE "C" NOT NULL,
  person_id text COLLATE "C" NOT NULL,
  display_name text NOT NULL,
  division_id text COLLATE "C",
  team_id text COLLATE "C",
  manager_id text COLLATE "C",
  state text NOT NULL,
  create_time timestamptz NOT NULL,
  update_time timestamptz NOT NULL,
  CONSTRAINT person_pkey PRIMARY KEY (organization_id, person_id),
  CONSTRAINT person_organization_fkey FOREIGN KEY (organization_id)
    REFERENCES directory.organization (organization_id),
  CONSTRAINT person_division_fkey FOREIGN KEY (organization_id, division_id)
    REFERENCES directory.division (organization_id, division_id),
  CONSTRAINT person_team_fkey FOREIGN KEY (organization_id, team_id)
    REFERENCES directory.team (organization_id, team_id),
  CONSTRAINT person_manager_fkey FOREIGN KEY (organization_id, manager_id)
    REFERENCES directory.person (organization_id, person_id),
  CONSTRAINT person_state_check CHECK (state IN ('active', 'inactive')),
  CONSTRAINT person_manager_check CHECK (manager_id <> person_id)
);

CREATE INDEX person_team_index ON directory.person (organization_id, team_id, person_id);
CREATE INDEX person_division_index ON directory.person (organization_id, division_id, person_id);
CREATE INDEX person_manager_index ON directory.person (organization_id, manager_id, person_id);

-- A grant that was taken away keeps its row, because the log of changes refers to it.
CREATE TABLE directory.role_grant (
  organization_id text COLLATE "C" NOT NULL,
  grant_id uuid NOT NULL,
  person_id text COLLATE "C" NOT NULL,
  role_id text COLLATE "C" NOT NULL,
  scope_kind text NOT NULL,
  scope_target_id text COLLATE "C" NOT NULL,
  create_time timestamptz NOT NULL,
  delete_time timestamptz,
  CONSTRAINT role_grant_pkey PRIMARY KEY (organization_id, grant_id),
  CONSTRAINT role_grant_person_fkey FOREIGN KEY (organization_id, person_id)
    REFERENCES directory.person (organization_id, person_id),
  CONSTRAINT role_grant_scope_check CHECK (
    CASE
      WHEN scope_kind IN ('team', 'division', 'queue') THEN scope_target_id <> ''
      ELSE scope_kind IN ('own', 'reports', 'all') AND scope_target_id = ''
    END
  )
);

CREATE UNIQUE INDEX role_grant_scope_key
  ON directory.role_grant (organization_id, person_id, role_id, scope_kind, scope_target_id)
  WHERE delete_time IS NULL;
CREATE INDEX role_grant_create_time_index
  ON directory.role_grant (organization_id, create_time, grant_id)
  WHERE delete_time IS NULL;

-- What changed, in the order of commits: whoever appends holds an advisory lock until the commit.
CREATE TABLE directory.directory_change (
  organization_id text COLLATE "C" NOT NULL,
  sequence bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  subject_kind text NOT NULL,
  subject_id text COLLATE "C" NOT NULL,
  create_time timestamptz NOT NULL,
  CONSTRAINT directory_change_pkey PRIMARY KEY (organization_id, sequence),
  CONSTRAINT directory_change_subject_kind_check
    CHECK (subject_kind IN ('organization', 'person', 'grant', 'deleted_grant'))
);

CREATE UNIQUE INDEX directory_change_sequence_key ON directory.directory_change (sequence);

-- The version of the built-in roles that the log has told of; one row, of the organization '*'.
CREATE TABLE directory.role_catalog (
  organization_id text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  CONSTRAINT role_catalog_pkey PRIMARY KEY (organization_id)
);

-- The roles of the release that this schema begins with.
INSERT INTO directory.role_catalog (organization_id, version) VALUES ('*', 1);

ALTER TABLE directory.organization ENABLE ROW LEVEL SECURITY;
ALTER TABLE directory.organization FORCE ROW LEVEL SECURITY;
CREATE POLICY organization_organization ON directory.organization
  USING (current_setting('laurel.organization_id', true) IN (organization_id, '*'))
  WITH CHECK (organization_id = current_setting('laurel.organization_id', true));

ALTER TABLE directory.division ENABLE ROW LEVEL SECURITY;
ALTER TABLE directory.division FORCE ROW LEVEL SECURITY;
CREATE POLICY division_organization ON directory.division
  USING (organization_id = current_setting('laurel.organization_id', true));

ALTER TABLE directory.team ENABLE ROW LEVEL SECURITY;
ALTER TABLE directory.team FORCE ROW LEVEL SECURITY;
CREATE POLICY team_organization ON directory.team
  USING (organization_id = current_setting('laurel.organization_id', true));

ALTER TABLE directory.queue ENABLE ROW LEVEL SECURITY;
ALTER TABLE directory.queue FORCE ROW LEVEL SECURITY;
CREATE POLICY queue_organization ON directory.queue
  USING (organization_id = current_setting('laurel.organization_id', true));

ALTER TABLE directory.person ENABLE ROW LEVEL SECURITY;
ALTER TABLE directory.person FORCE ROW LEVEL SECURITY;
CREATE POLICY person_organization ON directory.person
  USING (current_setting('laurel.organization_id', true) IN (organization_id, '*'))
  WITH CHECK (organization_id = current_setting('laurel.organization_id', true));

ALTER TABLE directory.role_grant ENABLE ROW LEVEL SECURITY;
ALTER TABLE directory.role_grant FORCE ROW LEVEL SECURITY;
CREATE POLICY role_grant_organization ON directory.role_grant
  USING (current_setting('laurel.organization_id', true) IN (organization_id, '*'))
  WITH CHECK (organization_id = current_setting('laurel.organization_id', true));

ALTER TABLE directory.directory_change ENABLE ROW LEVEL SECURITY;
ALTER TABLE directory.directory_change FORCE ROW LEVEL SECURITY;
CREATE POLICY directory_change_organization ON directory.directory_change
  USING (current_setting('laurel.organization_id', true) IN (organization_id, '*'));

ALTER TABLE directory.role_catalog ENABLE ROW LEVEL SECURITY;
ALTER TABLE directory.role_catalog FORCE ROW LEVEL SECURITY;
CREATE POLICY role_catalog_organization ON directory.role_catalog
  USING (organization_id = current_setting('laurel.organization_id', true));

-- The people whose data a caller may see: all, the given ones, the members of the teams and
-- divisions, and everybody below the managers.
CREATE FUNCTION directory.visible_person(
  organization text, everything boolean, people text[], teams text[], divisions text[],
  managers text[]
) RETURNS TABLE (person_id text)
LANGUAGE sql STABLE
AS $$
  WITH RECURSIVE report AS (
    SELECT person.person_id
    FROM directory.person
    WHERE person.organization_id = organization AND person.manager_id = ANY (managers)
    UNION
    SELECT person.person_id
    FROM report
    JOIN directory.person
      ON person.organization_id = organization AND person.manager_id = report.person_id
  )
  SELECT person.person_id
  FROM directory.person
  WHERE person.organization_id = organization
    AND (
      everything
      OR person.person_id = ANY (people)
      OR person.team_id = ANY (teams)
      OR person.division_id = ANY (divisions)
      OR person.person_id IN (SELECT report.person_id FROM report)
    )
$$;

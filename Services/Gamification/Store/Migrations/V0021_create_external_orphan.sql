-- Values that came from outside for an unknown metric or person.
CREATE TABLE gamification.external_orphan (
  organization_id text NOT NULL,
  external_orphan_id uuid NOT NULL,
  external_metric_id uuid NOT NULL,
  person_id text NOT NULL,
  workday date NOT NULL,
  -- NULL deletes what is there.
  value double precision,
  count bigint,
  mode text NOT NULL,
  -- What was unknown.
  reason text NOT NULL,
  caller text NOT NULL,
  create_time timestamptz NOT NULL,
  CONSTRAINT external_orphan_pkey PRIMARY KEY (organization_id, external_orphan_id),
  CONSTRAINT external_orphan_mode_check CHECK (mode IN ('total', 'cumulative')),
  CONSTRAINT external_orphan_reason_check CHECK (reason IN ('metric_unknown', 'person_unknown'))
);

-- The order of the list.
CREATE INDEX external_orphan_create_time_idx ON gamification.external_orphan
  (organization_id, create_time, external_orphan_id);

ALTER TABLE gamification.external_orphan ENABLE ROW LEVEL SECURITY;
ALTER TABLE gamification.external_orphan FORCE ROW LEVEL SECURITY;
CREATE POLICY external_orphan_organization ON gamification.external_orphan
  USING (organization_id = current_setting('laurel.organization_id', true));

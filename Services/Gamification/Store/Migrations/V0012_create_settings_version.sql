-- Whether people earn points, and what holds for the points of all profiles: a change adds a row.
CREATE TABLE gamification.settings_version (
  organization_id text NOT NULL,
  version bigint NOT NULL,
  -- The first workday that the version holds on: until the next one with a higher number.
  start_workday date NOT NULL,
  active boolean NOT NULL,
  automatic_assignment boolean NOT NULL,
  floor_policy text NOT NULL,
  decay text NOT NULL,
  -- NULL unless points last for a number of days.
  decay_days integer,
  settlement_lag_minutes integer NOT NULL,
  fact_window_days integer NOT NULL,
  rescore_window_days integer NOT NULL,
  caller text NOT NULL,
  update_time timestamptz NOT NULL,
  CONSTRAINT settings_version_pkey PRIMARY KEY (organization_id, version),
  CONSTRAINT settings_version_floor_check CHECK (
    floor_policy IN ('zero', 'negative_allowed', 'compensate_only')),
  CONSTRAINT settings_version_decay_check CHECK (
    decay IN ('never', 'days', 'monthly') AND (decay = 'days') = (decay_days IS NOT NULL))
);

ALTER TABLE gamification.settings_version ENABLE ROW LEVEL SECURITY;
ALTER TABLE gamification.settings_version FORCE ROW LEVEL SECURITY;
CREATE POLICY settings_version_organization ON gamification.settings_version
  USING (organization_id = current_setting('laurel.organization_id', true));

-- Counts the changes of the rules of an organisation, so that whoever keeps them in memory sees
-- that they have changed.
CREATE TABLE gamification.rule_revision (
  organization_id text NOT NULL,
  revision bigint NOT NULL,
  CONSTRAINT rule_revision_pkey PRIMARY KEY (organization_id)
);

ALTER TABLE gamification.rule_revision ENABLE ROW LEVEL SECURITY;
ALTER TABLE gamification.rule_revision FORCE ROW LEVEL SECURITY;
CREATE POLICY rule_revision_organization ON gamification.rule_revision
  USING (organization_id = current_setting('laurel.organization_id', true));

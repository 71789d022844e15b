-- What groups of people are measured by.
CREATE TABLE gamification.profile (
  organization_id text NOT NULL,
  profile_id uuid NOT NULL,
  organization_default boolean NOT NULL,
  -- The version that holds.
  version bigint NOT NULL,
  create_time timestamptz NOT NULL,
  CONSTRAINT profile_pkey PRIMARY KEY (organization_id, profile_id)
);

CREATE UNIQUE INDEX profile_default_idx ON gamification.profile (organization_id)
  WHERE organization_default;
-- The order of the list.
CREATE INDEX profile_create_time_idx ON gamification.profile
  (organization_id, create_time, profile_id);

ALTER TABLE gamification.profile ENABLE ROW LEVEL SECURITY;
ALTER TABLE gamification.profile FORCE ROW LEVEL SECURITY;
CREATE POLICY profile_organization ON gamification.profile
  USING (organization_id = current_setting('laurel.organization_id', true));

-- What a profile is, and was: a change adds a row.
CREATE TABLE gamification.profile_version (
  organization_id text NOT NULL,
  profile_id uuid NOT NULL,
  version bigint NOT NULL,
  display_name text NOT NULL,
  description text NOT NULL,
  division_id text,
  -- One element an interval.
  interval_granularities text[] NOT NULL,
  interval_values integer[] NOT NULL,
  visible_ranks_max integer NOT NULL,
  state text NOT NULL,
  caller text NOT NULL,
  update_time timestamptz NOT NULL,
  CONSTRAINT profile_version_pkey PRIMARY KEY (organization_id, profile_id, version),
  CONSTRAINT profile_version_profile_fkey FOREIGN KEY (organization_id, profile_id)
    REFERENCES gamification.profile (organization_id, profile_id) ON DELETE CASCADE,
  CONSTRAINT profile_version_intervals_check CHECK (
    cardinality(interval_values) = cardinality(interval_granularities)),
  CONSTRAINT profile_version_state_check CHECK (state IN ('active', 'inactive'))
);

ALTER TABLE gamification.profile_version ENABLE ROW LEVEL SECURITY;
ALTER TABLE gamification.profile_version FORCE ROW LEVEL SECURITY;
CREATE POLICY profile_version_organization ON gamification.profile_version
  USING (organization_id = current_setting('laurel.organization_id', true));

-- Who is in which profile when. The stays of a person do not overlap: whoever changes them has
-- locked the person's row of gamification.member.
CREATE TABLE gamification.profile_stay (
  organization_id text NOT NULL,
  person_id text NOT NULL,
  start_workday date NOT NULL,
  -- The last workday; NULL while it lasts.
  end_workday date,
  profile_id uuid NOT NULL,
  CONSTRAINT profile_stay_pkey PRIMARY KEY (organization_id, person_id, start_workday),
  CONSTRAINT profile_stay_profile_fkey FOREIGN KEY (organization_id, profile_id)
    REFERENCES gamification.profile (organization_id, profile_id),
  CONSTRAINT profile_stay_end_check CHECK (end_workday >= start_workday)
);

CREATE UNIQUE INDEX profile_stay_lasting_idx ON gamification.profile_stay
  (organization_id, person_id) WHERE end_workday IS NULL;
CREATE INDEX profile_stay_profile_idx ON gamification.profile_stay
  (organization_id, profile_id, person_id) INCLUDE (start_workday, end_workday);

ALTER TABLE gamification.profile_stay ENABLE ROW LEVEL SECURITY;
ALTER TABLE gamification.profile_stay FORCE ROW LEVEL SECURITY;
CREATE POLICY profile_stay_organization ON gamification.profile_stay
  USING (organization_id = current_setting('laurel.organization_id', true));

-- The metrics of profiles.
CREATE TABLE gamification.profile_metric (
  organization_id text NOT NULL,
  profile_metric_id uuid NOT NULL,
  profile_id uuid NOT NULL,
  -- A built-in definition by its word; one of the organisation, or an external metric, by its UUID.
  metric_definition_id text NOT NULL,
  -- The place in the profile, from 0.
  position integer NOT NULL,
  create_time timestamptz NOT NULL,
  CONSTRAINT profile_metric_pkey PRIMARY KEY (organization_id, profile_metric_id),
  CONSTRAINT profile_metric_profile_fkey FOREIGN KEY (organization_id, profile_id)
    REFERENCES gamification.profile (organization_id, profile_id) ON DELETE CASCADE
);

CREATE INDEX profile_metric_profile_idx ON gamification.profile_metric
  (organization_id, profile_id, position);
CREATE INDEX profile_metric_definition_idx ON gamification.profile_metric
  (organization_id, metric_definition_id);

ALTER TABLE gamification.profile_metric ENABLE ROW LEVEL SECURITY;
ALTER TABLE gamification.profile_metric FORCE ROW LEVEL SECURITY;
CREATE POLICY profile_metric_organization ON gamification.profile_metric
  USING (organization_id = current_setting('laurel.organization_id', true));

-- What a metric is from a workday on, and was: a change adds a row. On a workday the row with the
-- highest version holds that begins with it or earlier.
CREATE TABLE gamification.profile_metric_version (
  organization_id text NOT NULL,
  profile_metric_id uuid NOT NULL,
  version bigint NOT NULL,
  start_workday date NOT NULL,
  display_name text NOT NULL,
  precision integer NOT NULL,
  time_unit text,
  objective_kind text NOT NULL,
  -- One element a zone.
  zone_lower_values double precision[] NOT NULL,
  zone_upper_values double precision[] NOT NULL,
  zone_lower_points integer[] NOT NULL,
  zone_upper_points integer[] NOT NULL,
  zone_levels text[] NOT NULL,
  -- The work that counts; what is empty lets everything through.
  queue_ids text[] NOT NULL,
  media_types text[] NOT NULL,
  initial_direction text,
  topics text[] NOT NULL,
  topic_match text NOT NULL,
  form_ids text[] NOT NULL,
  enabled boolean NOT NULL,
  caller text NOT NULL,
  update_time timestamptz NOT NULL,
  CONSTRAINT profile_metric_version_pkey
    PRIMARY KEY (organization_id, profile_metric_id, version),
  CONSTRAINT profile_metric_version_metric_fkey FOREIGN KEY (organization_id, profile_metric_id)
    REFERENCES gamification.profile_metric (organization_id, profile_metric_id)
    ON DELETE CASCADE,
  CONSTRAINT profile_metric_version_time_unit_check CHECK (
    time_unit IN ('seconds', 'minutes', 'hours')),
  CONSTRAINT profile_metric_version_objective_kind_check CHECK (
    objective_kind IN (
      'higher_is_better', 'lower_is_better', 'target_area', 'binary', 'scaled', 'free')),
  CONSTRAINT profile_metric_version_zones_check CHECK (
    cardinality(zone_lower_values) >= 1
    AND cardinality(zone_upper_values) = cardinality(zone_lower_values)
    AND cardinality(zone_lower_points) = cardinality(zone_lower_values)
    AND cardinality(zone_upper_points) = cardinality(zone_lower_values)
    AND cardinality(zone_levels) = cardinality(zone_lower_values)),
  CONSTRAINT profile_metric_version_initial_direction_check CHECK (
    initial_direction IN ('inbound', 'outbound')),
  CONSTRAINT profile_metric_version_topic_match_check CHECK (topic_match IN ('all', 'any'))
);

ALTER TABLE gamification.profile_metric_version ENABLE ROW LEVEL SECURITY;
ALTER TABLE gamification.profile_metric_version FORCE ROW LEVEL SECURITY;
CREATE POLICY profile_metric_version_organization ON gamification.profile_metric_version
  USING (organization_id = current_setting('laurel.organization_id', true));

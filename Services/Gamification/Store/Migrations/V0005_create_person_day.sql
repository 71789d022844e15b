-- Everything that is known of one person and workday, and the points that follow from it. One row,
-- so that whoever has locked it sees both as they are.
CREATE TABLE gamification.person_day (
  organization_id text NOT NULL,
  person_id text NOT NULL,
  workday date NOT NULL,
  -- Where the person was when the first fact of the day came.
  division_id text,
  team_id text,
  -- One element a measurement; what is not known of it is NULL.
  measure_ids text[] NOT NULL,
  queue_ids text[] NOT NULL,
  media_types text[] NOT NULL,
  initial_directions text[] NOT NULL,
  -- The topics of a measurement, one a line.
  topic_lists text[] NOT NULL,
  amounts double precision[] NOT NULL,
  -- One element an event.
  event_kinds text[] NOT NULL,
  event_ids uuid[] NOT NULL,
  event_values double precision[] NOT NULL,
  event_forms text[] NOT NULL,
  -- One element a metric of the profile of which something was measured.
  profile_metric_ids uuid[] NOT NULL,
  metric_versions bigint[] NOT NULL,
  metric_dividends double precision[] NOT NULL,
  metric_divisors double precision[] NOT NULL,
  metric_points_e2 bigint[] NOT NULL,
  metric_points_max_e2 bigint[] NOT NULL,
  -- What waits for somebody to look at an anomaly.
  metric_points_held_e2 bigint[] NOT NULL,
  -- The sums of the metrics.
  points_e2 bigint NOT NULL,
  points_max_e2 bigint NOT NULL,
  version bigint NOT NULL,
  update_time timestamptz NOT NULL,
  CONSTRAINT person_day_pkey PRIMARY KEY (organization_id, person_id, workday),
  CONSTRAINT person_day_measurements_check CHECK (
    cardinality(queue_ids) = cardinality(measure_ids)
    AND cardinality(media_types) = cardinality(measure_ids)
    AND cardinality(initial_directions) = cardinality(measure_ids)
    AND cardinality(topic_lists) = cardinality(measure_ids)
    AND cardinality(amounts) = cardinality(measure_ids)),
  CONSTRAINT person_day_events_check CHECK (
    cardinality(event_ids) = cardinality(event_kinds)
    AND cardinality(event_values) = cardinality(event_kinds)
    AND cardinality(event_forms) = cardinality(event_kinds)),
  CONSTRAINT person_day_metrics_check CHECK (
    cardinality(metric_versions) = cardinality(profile_metric_ids)
    AND cardinality(metric_dividends) = cardinality(profile_metric_ids)
    AND cardinality(metric_divisors) = cardinality(profile_metric_ids)
    AND cardinality(metric_points_e2) = cardinality(profile_metric_ids)
    AND cardinality(metric_points_max_e2) = cardinality(profile_metric_ids)
    AND cardinality(metric_points_held_e2) = cardinality(profile_metric_ids))
);

-- A leaderboard reads everybody's points of some days, from the index alone. The person is in its
-- key, so that whoever looks up one workday by this index finds one row too.
CREATE INDEX person_day_workday_idx ON gamification.person_day
  (organization_id, workday, person_id) INCLUDE (points_e2);

ALTER TABLE gamification.person_day ENABLE ROW LEVEL SECURITY;
ALTER TABLE gamification.person_day FORCE ROW LEVEL SECURITY;
CREATE POLICY person_day_organization ON gamification.person_day
  USING (organization_id = current_setting('laurel.organization_id', true));

-- Every change of the points of a workday, append-only. All postings of a workday add up to its
-- points.
CREATE TABLE gamification.ledger_posting (
  organization_id text NOT NULL,
  person_id text NOT NULL,
  workday date NOT NULL,
  -- The version of the workday that has these points.
  version bigint NOT NULL,
  ledger_posting_id uuid NOT NULL,
  -- Why points changed, for example 'measurement' or 'review'.
  cause text NOT NULL,
  -- What brought the change: an id that its sender knows.
  source text NOT NULL,
  award_time timestamptz NOT NULL,
  -- 'provisional' or 'final'.
  finality text NOT NULL,
  -- The first workday on which the points no longer count for the standing.
  expiry_workday date,
  -- One element a metric whose points changed.
  profile_metric_ids uuid[] NOT NULL,
  metric_versions bigint[] NOT NULL,
  metric_points_e2 bigint[] NOT NULL,
  -- What was scored; NULL when there is no value.
  metric_values double precision[] NOT NULL,
  points_e2 bigint NOT NULL,
  CONSTRAINT ledger_posting_pkey
    PRIMARY KEY (organization_id, person_id, workday, version),
  CONSTRAINT ledger_posting_lines_check CHECK (
    cardinality(profile_metric_ids) >= 1
    AND cardinality(metric_versions) = cardinality(profile_metric_ids)
    AND cardinality(metric_points_e2) = cardinality(profile_metric_ids)
    AND cardinality(metric_values) = cardinality(profile_metric_ids))
);

-- The order of the list.
CREATE INDEX ledger_posting_award_idx ON gamification.ledger_posting
  (organization_id, award_time, ledger_posting_id);

ALTER TABLE gamification.ledger_posting ENABLE ROW LEVEL SECURITY;
ALTER TABLE gamification.ledger_posting FORCE ROW LEVEL SECURITY;
CREATE POLICY ledger_posting_organization ON gamification.ledger_posting
  USING (organization_id = current_setting('laurel.organization_id', true));

DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'gamification_app') THEN
    REVOKE UPDATE, DELETE ON gamification.ledger_posting FROM gamification_app;
  END IF;
END $$;

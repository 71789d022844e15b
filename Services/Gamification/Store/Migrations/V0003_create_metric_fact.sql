-- What was measured, with what it earns now.
CREATE TABLE gamification.metric_fact (
  organization_id text NOT NULL,
  person_id text NOT NULL,
  workday date NOT NULL,
  metric_id text NOT NULL,
  -- 'workday', 'evaluation:ID' or 'assignment:ID'.
  source text NOT NULL,
  -- In the metric's unit.
  total double precision NOT NULL,
  count bigint NOT NULL,
  points_e2 bigint NOT NULL,
  -- The most points that the fact could have earned.
  points_max_e2 bigint NOT NULL,
  -- What the last write changed: the points of its ledger entry. Kept here because RETURNING does
  -- not see the row as it was before.
  points_change_e2 bigint NOT NULL,
  version bigint NOT NULL,
  update_time timestamptz NOT NULL,
  -- A scorecard reads all of a person's facts of some days.
  CONSTRAINT metric_fact_pkey
    PRIMARY KEY (organization_id, person_id, workday, metric_id, source),
  CONSTRAINT metric_fact_count_check CHECK (count >= 1)
);

-- A leaderboard reads everybody's facts of some days, from the index alone.
CREATE INDEX metric_fact_workday_idx ON gamification.metric_fact
  (organization_id, workday, metric_id) INCLUDE (person_id, points_e2, total, count);

-- An evaluation or assignment earns points once, whatever day and person a second event names.
CREATE UNIQUE INDEX metric_fact_source_key ON gamification.metric_fact
  (organization_id, metric_id, source) WHERE source <> 'workday';

ALTER TABLE gamification.metric_fact ENABLE ROW LEVEL SECURITY;
ALTER TABLE gamification.metric_fact FORCE ROW LEVEL SECURITY;
CREATE POLICY metric_fact_organization ON gamification.metric_fact
  USING (organization_id = current_setting('laurel.organization_id', true));

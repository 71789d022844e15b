-- What the members of a team have together of a metric on a workday, for the conditions that look at
-- teams. A row is changed with the workdays of members, which wait for each other by it.
CREATE TABLE gamification.team_sum (
  organization_id text NOT NULL,
  team_id text NOT NULL,
  workday date NOT NULL,
  profile_metric_id uuid NOT NULL,
  -- How many members have something of the metric.
  member_count bigint NOT NULL,
  -- Decimal numbers, so that what is added and taken away again leaves nothing behind.
  dividend numeric NOT NULL,
  divisor numeric NOT NULL,
  -- As it was before the newest change, for whoever makes the change.
  last_member_count bigint NOT NULL DEFAULT 0,
  last_dividend numeric NOT NULL DEFAULT 0,
  last_divisor numeric NOT NULL DEFAULT 0,
  CONSTRAINT team_sum_pkey PRIMARY KEY (organization_id, team_id, workday, profile_metric_id)
);

ALTER TABLE gamification.team_sum ENABLE ROW LEVEL SECURITY;
ALTER TABLE gamification.team_sum FORCE ROW LEVEL SECURITY;
CREATE POLICY team_sum_organization ON gamification.team_sum
  USING (organization_id = current_setting('laurel.organization_id', true));

ALTER TABLE gamification.person_day
  -- One element a metric: what the workday counts for in the sums of its team.
  ADD COLUMN team_metric_ids uuid[] NOT NULL DEFAULT '{}',
  ADD COLUMN team_dividends double precision[] NOT NULL DEFAULT '{}',
  ADD COLUMN team_divisors double precision[] NOT NULL DEFAULT '{}',
  ADD CONSTRAINT person_day_team_check CHECK (
    cardinality(team_dividends) = cardinality(team_metric_ids)
    AND cardinality(team_divisors) = cardinality(team_metric_ids)) NOT VALID;

ALTER TABLE gamification.recalculation
  -- The last workday; NULL when there is none.
  ADD COLUMN last_workday date,
  -- Whose members' workdays; NULL for those of any team or none.
  ADD COLUMN team_id text;

-- What people have earned in days, weeks from Monday on, and months: sums of person_day, kept up to
-- date with what the ledger got. Only organisations have them that somebody has asked for.
CREATE TABLE gamification.person_period (
  organization_id text NOT NULL,
  person_id text NOT NULL,
  granularity text NOT NULL,
  start_workday date NOT NULL,
  points_e2 bigint NOT NULL,
  CONSTRAINT person_period_pkey
    PRIMARY KEY (organization_id, person_id, granularity, start_workday),
  CONSTRAINT person_period_granularity_check CHECK (granularity IN ('day', 'week', 'month'))
);

-- The best period of somebody, of equal ones the earliest.
CREATE INDEX person_period_points_idx ON gamification.person_period
  (organization_id, person_id, granularity, points_e2 DESC, start_workday);

ALTER TABLE gamification.person_period ENABLE ROW LEVEL SECURITY;
ALTER TABLE gamification.person_period FORCE ROW LEVEL SECURITY;
CREATE POLICY person_period_organization ON gamification.person_period
  USING (organization_id = current_setting('laurel.organization_id', true));

-- How far person_period is.
CREATE TABLE gamification.period_head (
  organization_id text NOT NULL,
  -- The transactions whose postings the sums have. The numbers of another cluster mean nothing:
  -- after pg_dump and a restore delete the rows before the service starts.
  snapshot text NOT NULL,
  -- The last person whose workdays from before were added up, and whether everybody's are.
  filled_person_id text NOT NULL,
  filled boolean NOT NULL,
  CONSTRAINT period_head_pkey PRIMARY KEY (organization_id)
);

ALTER TABLE gamification.period_head ENABLE ROW LEVEL SECURITY;
ALTER TABLE gamification.period_head FORCE ROW LEVEL SECURITY;
CREATE POLICY period_head_organization ON gamification.period_head
  USING (current_setting('laurel.organization_id', true) IN (organization_id, '*'));

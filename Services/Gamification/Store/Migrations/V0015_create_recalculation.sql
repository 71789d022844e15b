-- Workdays that are to be scored again because rules have changed. A row is removed when all of its
-- workdays are done.
CREATE TABLE gamification.recalculation (
  organization_id text NOT NULL,
  recalculation_id uuid NOT NULL,
  -- Why, for example 'rules' or 'membership'.
  cause text NOT NULL,
  -- What has changed, for example 'profile_metric/ID'.
  source text NOT NULL,
  -- Whose workdays; NULL for everybody's.
  person_ids text[],
  first_workday date NOT NULL,
  -- The last workday that is done, and the last person of it; NULL when none is.
  done_workday date,
  done_person_id text,
  create_time timestamptz NOT NULL,
  CONSTRAINT recalculation_pkey PRIMARY KEY (organization_id, recalculation_id)
);

-- The order in which they are done.
CREATE INDEX recalculation_create_time_idx ON gamification.recalculation
  (create_time, recalculation_id);

ALTER TABLE gamification.recalculation ENABLE ROW LEVEL SECURITY;
ALTER TABLE gamification.recalculation FORCE ROW LEVEL SECURITY;
CREATE POLICY recalculation_organization ON gamification.recalculation
  USING (current_setting('laurel.organization_id', true) IN (organization_id, '*'));

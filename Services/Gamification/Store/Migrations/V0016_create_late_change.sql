-- Changes of workdays that came too late and were refused.
CREATE TABLE gamification.late_change (
  organization_id text NOT NULL,
  late_change_id uuid NOT NULL,
  person_id text NOT NULL,
  workday date NOT NULL,
  cause text NOT NULL,
  -- What brought the change: an id that its sender knows.
  source text NOT NULL,
  -- What was to be changed, in words.
  description text NOT NULL,
  -- How many days late it could have been.
  window_days integer NOT NULL,
  create_time timestamptz NOT NULL,
  CONSTRAINT late_change_pkey PRIMARY KEY (organization_id, late_change_id)
);

ALTER TABLE gamification.late_change ENABLE ROW LEVEL SECURITY;
ALTER TABLE gamification.late_change FORCE ROW LEVEL SECURITY;
CREATE POLICY late_change_organization ON gamification.late_change
  USING (organization_id = current_setting('laurel.organization_id', true));

-- The sessions of other systems whose points have been counted.
CREATE TABLE gamification.external_session (
  organization_id text NOT NULL,
  external_metric_id uuid NOT NULL,
  person_id text NOT NULL,
  session_id text NOT NULL,
  -- Where the points went; once values of it are not kept any more, points for it are refused.
  workday date NOT NULL,
  -- The name of the other system.
  source text NOT NULL,
  create_time timestamptz NOT NULL,
  CONSTRAINT external_session_pkey
    PRIMARY KEY (organization_id, external_metric_id, person_id, session_id)
);

-- What is too old to be kept.
CREATE INDEX external_session_workday_idx ON gamification.external_session
  (organization_id, external_metric_id, workday);

ALTER TABLE gamification.external_session ENABLE ROW LEVEL SECURITY;
ALTER TABLE gamification.external_session FORCE ROW LEVEL SECURITY;
CREATE POLICY external_session_organization ON gamification.external_session
  USING (organization_id = current_setting('laurel.organization_id', true));

-- Everything that was told of evaluations, in whatever order it came: the score that counts follows
-- from all of it in the order of the versions.
CREATE TABLE gamification.evaluation_change (
  organization_id text NOT NULL,
  evaluation_id uuid NOT NULL,
  version bigint NOT NULL,
  -- 'released', 'reopened' or 'withdrawn'.
  change text NOT NULL,
  agent_id text,
  form_id text,
  -- Of the release, or of the day on which it was reopened.
  workday date,
  score_basis_points integer,
  CONSTRAINT evaluation_change_pkey PRIMARY KEY (organization_id, evaluation_id, version),
  CONSTRAINT evaluation_change_released_check CHECK (
    (change = 'released') = (agent_id IS NOT NULL)
    AND (change = 'released') = (form_id IS NOT NULL)
    AND (change = 'released') = (score_basis_points IS NOT NULL)),
  CONSTRAINT evaluation_change_workday_check CHECK ((change = 'withdrawn') = (workday IS NULL))
);

ALTER TABLE gamification.evaluation_change ENABLE ROW LEVEL SECURITY;
ALTER TABLE gamification.evaluation_change FORCE ROW LEVEL SECURITY;
CREATE POLICY evaluation_change_organization ON gamification.evaluation_change
  USING (organization_id = current_setting('laurel.organization_id', true));

-- Whose the counted score is; NULL while none counts. No release has kept anything in the columns that
-- go, and what they had follows from the changes now.
-- squawk-ignore ban-drop-not-null: nobody but this service reads it.
ALTER TABLE gamification.evaluation ALTER COLUMN agent_id DROP NOT NULL;
-- squawk-ignore ban-drop-not-null: nobody but this service reads it.
ALTER TABLE gamification.evaluation ALTER COLUMN form_id DROP NOT NULL;
-- squawk-ignore ban-drop-column: it follows from the changes.
ALTER TABLE gamification.evaluation DROP COLUMN version;
-- squawk-ignore ban-drop-column: it follows from the changes.
ALTER TABLE gamification.evaluation DROP COLUMN settled_workday;
-- squawk-ignore ban-drop-column: it follows from the changes.
ALTER TABLE gamification.evaluation DROP COLUMN settled_score_basis_points;
-- squawk-ignore ban-drop-column: it follows from the changes.
ALTER TABLE gamification.evaluation DROP COLUMN first_workday;

-- What is known of evaluations: which score counts, and which would count again when a rescore
-- comes too late.
CREATE TABLE gamification.evaluation (
  organization_id text NOT NULL,
  evaluation_id uuid NOT NULL,
  agent_id text NOT NULL,
  form_id text NOT NULL,
  -- The newest version that quality has told of.
  version bigint NOT NULL,
  -- NULL while no score counts.
  counted_workday date,
  counted_score_basis_points integer,
  -- The score that counts again when a rescore comes too late.
  settled_workday date,
  settled_score_basis_points integer,
  -- The workday of the first release; NULL before it.
  first_workday date,
  CONSTRAINT evaluation_pkey PRIMARY KEY (organization_id, evaluation_id),
  CONSTRAINT evaluation_counted_check CHECK (
    (counted_workday IS NULL) = (counted_score_basis_points IS NULL)),
  CONSTRAINT evaluation_settled_check CHECK (
    (settled_workday IS NULL) = (settled_score_basis_points IS NULL))
);

ALTER TABLE gamification.evaluation ENABLE ROW LEVEL SECURITY;
ALTER TABLE gamification.evaluation FORCE ROW LEVEL SECURITY;
CREATE POLICY evaluation_organization ON gamification.evaluation
  USING (organization_id = current_setting('laurel.organization_id', true));

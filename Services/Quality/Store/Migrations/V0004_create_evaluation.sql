-- The judgements of interactions; answers and scores are NULL while pending.
CREATE TABLE quality.evaluation (
  organization_id text NOT NULL,
  evaluation_id uuid NOT NULL,
  form_id uuid NOT NULL,
  form_version integer NOT NULL,
  interaction_id text NOT NULL,
  agent_id text NOT NULL,
  evaluator_id text NOT NULL,
  state text NOT NULL,
  create_time timestamptz NOT NULL,
  submit_time timestamptz,
  -- In the order of the form, as AnswerRecord writes them.
  answers jsonb,
  total_basis_points integer,
  critical_basis_points integer,
  non_critical_basis_points integer,
  fatal boolean,
  -- In the order of the form, as GroupScoreRecord writes them.
  group_scores jsonb,
  release_time timestamptz,
  release_workday date,
  CONSTRAINT evaluation_pkey PRIMARY KEY (organization_id, evaluation_id),
  -- A form is drawn for an interaction once.
  CONSTRAINT evaluation_interaction_key UNIQUE (organization_id, form_id, interaction_id),
  CONSTRAINT evaluation_form_fkey FOREIGN KEY (organization_id, form_id)
    REFERENCES quality.form (organization_id, form_id),
  CONSTRAINT evaluation_interaction_fkey FOREIGN KEY (organization_id, interaction_id)
    REFERENCES quality.interaction (organization_id, interaction_id),
  CONSTRAINT evaluation_state_check CHECK (state IN ('pending', 'finished', 'released')),
  CONSTRAINT evaluation_submission_check CHECK (
    num_nonnulls(submit_time, answers, fatal, group_scores)
      = CASE state WHEN 'pending' THEN 0 ELSE 4 END),
  CONSTRAINT evaluation_release_check CHECK (
    num_nonnulls(release_time, release_workday) = CASE state WHEN 'released' THEN 2 ELSE 0 END),
  CONSTRAINT evaluation_total_check CHECK (total_basis_points BETWEEN 0 AND 10000),
  CONSTRAINT evaluation_critical_check CHECK (critical_basis_points BETWEEN 0 AND 10000),
  CONSTRAINT evaluation_non_critical_check CHECK (non_critical_basis_points BETWEEN 0 AND 10000)
);

CREATE INDEX evaluation_create_time_idx
  ON quality.evaluation (organization_id, create_time, evaluation_id);
CREATE INDEX evaluation_agent_idx
  ON quality.evaluation (organization_id, agent_id, create_time, evaluation_id);
CREATE INDEX evaluation_reference_idx ON quality.evaluation (organization_id, interaction_id);

ALTER TABLE quality.evaluation ENABLE ROW LEVEL SECURITY;
ALTER TABLE quality.evaluation FORCE ROW LEVEL SECURITY;
CREATE POLICY evaluation_organization ON quality.evaluation
  USING (organization_id = current_setting('laurel.organization_id', true));

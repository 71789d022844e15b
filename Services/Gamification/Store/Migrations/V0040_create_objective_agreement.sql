-- Targets of metrics that people and their supervisors agree on. The terms stay, but for the last
-- workday when another agreement follows.
CREATE TABLE gamification.objective_agreement (
  organization_id text NOT NULL,
  objective_agreement_id uuid NOT NULL,
  person_id text NOT NULL,
  profile_metric_id uuid NOT NULL,
  target_value double precision NOT NULL,
  start_workday date NOT NULL,
  -- NULL when it goes on.
  end_workday date,
  review_workdays date[] NOT NULL,
  note text NOT NULL,
  state text NOT NULL,
  -- The signatures; NULL where there is none.
  person_caller text,
  person_sign_time timestamptz,
  person_version bigint,
  supervisor_caller text,
  supervisor_sign_time timestamptz,
  supervisor_version bigint,
  close_note text NOT NULL,
  proposer text NOT NULL,
  version bigint NOT NULL,
  create_time timestamptz NOT NULL,
  update_time timestamptz NOT NULL,
  CONSTRAINT objective_agreement_pkey PRIMARY KEY (organization_id, objective_agreement_id),
  CONSTRAINT objective_agreement_state_check CHECK (
    state IN ('proposed', 'agreed', 'closed', 'replaced'))
);

-- The order of the list.
CREATE INDEX objective_agreement_create_time_idx ON gamification.objective_agreement
  (organization_id, create_time, objective_agreement_id);
-- All of a person on a metric.
CREATE INDEX objective_agreement_person_idx ON gamification.objective_agreement
  (organization_id, person_id, profile_metric_id);

ALTER TABLE gamification.objective_agreement ENABLE ROW LEVEL SECURITY;
ALTER TABLE gamification.objective_agreement FORCE ROW LEVEL SECURITY;
CREATE POLICY objective_agreement_organization ON gamification.objective_agreement
  USING (organization_id = current_setting('laurel.organization_id', true));

-- The questionnaires that interactions are evaluated by; a draft has no publish_time.
CREATE TABLE quality.form (
  organization_id text NOT NULL,
  form_id uuid NOT NULL,
  display_name text NOT NULL,
  weight_mode text NOT NULL,
  -- The groups with their questions and answers, as QuestionGroupRecord writes them.
  question_groups jsonb NOT NULL,
  create_time timestamptz NOT NULL,
  publish_time timestamptz,
  CONSTRAINT form_pkey PRIMARY KEY (organization_id, form_id),
  CONSTRAINT form_weight_mode_check CHECK (weight_mode IN ('off', 'scaled', 'percent'))
);

CREATE INDEX form_create_time_idx ON quality.form (organization_id, create_time, form_id);

ALTER TABLE quality.form ENABLE ROW LEVEL SECURITY;
ALTER TABLE quality.form FORCE ROW LEVEL SECURITY;
CREATE POLICY form_organization ON quality.form
  USING (organization_id = current_setting('laurel.organization_id', true));

CREATE TABLE learning.assignment (
  organization_id text NOT NULL,
  assignment_id uuid NOT NULL,
  module_id uuid NOT NULL,
  module_version bigint NOT NULL,
  person_id text NOT NULL,
  reason_text text NOT NULL,
  evaluation_id uuid,
  form_id uuid,
  group_id text,
  score_basis_points bigint,
  due_time timestamptz NOT NULL,
  create_time timestamptz NOT NULL,
  complete_time timestamptz,
  CONSTRAINT assignment_pkey PRIMARY KEY (organization_id, assignment_id),
  CONSTRAINT assignment_module_fkey FOREIGN KEY (organization_id, module_id)
    REFERENCES learning.module (organization_id, module_id),
  CONSTRAINT assignment_score_basis_points_check CHECK (score_basis_points BETWEEN 0 AND 10000),
  CONSTRAINT assignment_evaluation_check
    CHECK (num_nonnulls(evaluation_id, form_id, group_id, score_basis_points) IN (0, 4))
);
-- Nobody has the same module open twice.
CREATE UNIQUE INDEX assignment_open_key
  ON learning.assignment (organization_id, person_id, module_id) WHERE complete_time IS NULL;
-- An evaluation leads to a module once, however often it is told of.
CREATE UNIQUE INDEX assignment_evaluation_key
  ON learning.assignment (organization_id, evaluation_id, module_id)
  WHERE evaluation_id IS NOT NULL;
CREATE INDEX assignment_create_time_idx
  ON learning.assignment (organization_id, create_time, assignment_id);
CREATE INDEX assignment_person_idx
  ON learning.assignment (organization_id, person_id, create_time, assignment_id);
ALTER TABLE learning.assignment ENABLE ROW LEVEL SECURITY;
ALTER TABLE learning.assignment FORCE ROW LEVEL SECURITY;
CREATE POLICY assignment_organization ON learning.assignment
  USING (organization_id = current_setting('laurel.organization_id', true));

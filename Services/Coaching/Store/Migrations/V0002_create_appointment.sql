CREATE TABLE coaching.appointment (
  organization_id text NOT NULL,
  appointment_id uuid NOT NULL,
  display_name text NOT NULL,
  facilitator_id text,
  start_time timestamptz,
  length_minutes bigint NOT NULL,
  interaction_ids text[] NOT NULL,
  evaluation_id uuid,
  due_time timestamptz,
  create_time timestamptz NOT NULL,
  CONSTRAINT appointment_pkey PRIMARY KEY (organization_id, appointment_id),
  CONSTRAINT appointment_length_minutes_check CHECK (length_minutes IN (15, 30, 45, 60)),
  CONSTRAINT appointment_interaction_ids_check CHECK (cardinality(interaction_ids) <= 50)
);
-- An evaluation leads to one appointment, however often it is told of.
CREATE UNIQUE INDEX appointment_evaluation_key
  ON coaching.appointment (organization_id, evaluation_id) WHERE evaluation_id IS NOT NULL;
CREATE INDEX appointment_create_time_idx
  ON coaching.appointment (organization_id, create_time, appointment_id);
CREATE INDEX appointment_facilitator_idx
  ON coaching.appointment (organization_id, facilitator_id) WHERE facilitator_id IS NOT NULL;
ALTER TABLE coaching.appointment ENABLE ROW LEVEL SECURITY;
ALTER TABLE coaching.appointment FORCE ROW LEVEL SECURITY;
CREATE POLICY appointment_organization ON coaching.appointment
  USING (organization_id = current_setting('laurel.organization_id', true));

-- The people who are coached, in the order given.
CREATE TABLE coaching.attendee (
  organization_id text NOT NULL,
  person_id text NOT NULL,
  appointment_id uuid NOT NULL,
  position bigint NOT NULL,
  CONSTRAINT attendee_pkey PRIMARY KEY (organization_id, person_id, appointment_id),
  CONSTRAINT attendee_position_key UNIQUE (organization_id, appointment_id, position),
  CONSTRAINT attendee_appointment_fkey FOREIGN KEY (organization_id, appointment_id)
    REFERENCES coaching.appointment (organization_id, appointment_id)
);
ALTER TABLE coaching.attendee ENABLE ROW LEVEL SECURITY;
ALTER TABLE coaching.attendee FORCE ROW LEVEL SECURITY;
CREATE POLICY attendee_organization ON coaching.attendee
  USING (organization_id = current_setting('laurel.organization_id', true));

-- The questions that did not get the best answer, in the order of the form.
CREATE TABLE coaching.failed_question (
  organization_id text NOT NULL,
  appointment_id uuid NOT NULL,
  position bigint NOT NULL,
  group_id text NOT NULL,
  question_id text NOT NULL,
  question_text text NOT NULL,
  fatal boolean NOT NULL,
  comment text NOT NULL,
  CONSTRAINT failed_question_pkey PRIMARY KEY (organization_id, appointment_id, position),
  CONSTRAINT failed_question_appointment_fkey FOREIGN KEY (organization_id, appointment_id)
    REFERENCES coaching.appointment (organization_id, appointment_id)
);
ALTER TABLE coaching.failed_question ENABLE ROW LEVEL SECURITY;
ALTER TABLE coaching.failed_question FORCE ROW LEVEL SECURITY;
CREATE POLICY failed_question_organization ON coaching.failed_question
  USING (organization_id = current_setting('laurel.organization_id', true));

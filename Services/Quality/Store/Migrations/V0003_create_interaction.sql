-- The contacts of customers with the contact centre, as the platform told of them.
CREATE TABLE quality.interaction (
  organization_id text NOT NULL,
  interaction_id text NOT NULL,
  -- Nobody, or nobody known, served the customer when this is NULL.
  agent_id text,
  queue_id text NOT NULL,
  start_time timestamptz NOT NULL,
  wait_microseconds bigint NOT NULL,
  handle_microseconds bigint NOT NULL,
  outcome text NOT NULL,
  -- The day of start_time in the time zone that the organisation had at the import.
  workday date NOT NULL,
  import_time timestamptz NOT NULL,
  CONSTRAINT interaction_pkey PRIMARY KEY (organization_id, interaction_id),
  CONSTRAINT interaction_wait_check CHECK (wait_microseconds >= 0),
  CONSTRAINT interaction_handle_check CHECK (handle_microseconds >= 0),
  CONSTRAINT interaction_outcome_check CHECK (outcome IN ('served', 'abandoned', 'ignored'))
);

CREATE INDEX interaction_workday_idx
  ON quality.interaction (organization_id, workday, start_time, interaction_id);
CREATE INDEX interaction_agent_idx
  ON quality.interaction (organization_id, agent_id, workday, start_time, interaction_id);

ALTER TABLE quality.interaction ENABLE ROW LEVEL SECURITY;
ALTER TABLE quality.interaction FORCE ROW LEVEL SECURITY;
CREATE POLICY interaction_organization ON quality.interaction
  USING (organization_id = current_setting('laurel.organization_id', true));

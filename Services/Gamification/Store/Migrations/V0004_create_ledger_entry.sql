-- Every change of points, append-only. The sum of the entries of a fact is its points.
CREATE TABLE gamification.ledger_entry (
  organization_id text NOT NULL,
  create_time timestamptz NOT NULL,
  ledger_entry_id uuid NOT NULL,
  person_id text NOT NULL,
  metric_id text NOT NULL,
  workday date NOT NULL,
  source text NOT NULL,
  points_e2 bigint NOT NULL,
  -- What was scored, in the metric's unit.
  value double precision NOT NULL,
  -- The order of the list.
  CONSTRAINT ledger_entry_pkey PRIMARY KEY (organization_id, create_time, ledger_entry_id)
);

CREATE INDEX ledger_entry_person_idx ON gamification.ledger_entry
  (organization_id, person_id, create_time, ledger_entry_id);

-- The entries of a few days among those of years.
CREATE INDEX ledger_entry_workday_idx ON gamification.ledger_entry (organization_id, workday);

ALTER TABLE gamification.ledger_entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE gamification.ledger_entry FORCE ROW LEVEL SECURITY;
CREATE POLICY ledger_entry_organization ON gamification.ledger_entry
  USING (organization_id = current_setting('laurel.organization_id', true));

DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'gamification_app') THEN
    REVOKE UPDATE, DELETE ON gamification.ledger_entry FROM gamification_app;
  END IF;
END $$;

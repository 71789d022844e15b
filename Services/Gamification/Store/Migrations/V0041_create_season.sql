-- Spans of workdays whose points are ranked together: at most one is open, none overlap.
CREATE TABLE gamification.season (
  organization_id text NOT NULL,
  season_id uuid NOT NULL,
  display_name text NOT NULL,
  start_workday date NOT NULL,
  -- Of an open season only planned; NULL when nothing is.
  end_workday date,
  state text NOT NULL,
  -- How many people have a place in the archived standings.
  standing_count integer NOT NULL,
  version bigint NOT NULL,
  create_time timestamptz NOT NULL,
  update_time timestamptz NOT NULL,
  close_time timestamptz,
  CONSTRAINT season_pkey PRIMARY KEY (organization_id, season_id),
  CONSTRAINT season_workdays_check CHECK (end_workday >= start_workday),
  CONSTRAINT season_state_check CHECK (
    state IN ('open', 'closed')
    AND (state = 'closed') = (close_time IS NOT NULL)
    AND (state = 'open' OR end_workday IS NOT NULL))
);

-- The order of the list.
CREATE INDEX season_start_workday_idx ON gamification.season
  (organization_id, start_workday, season_id);
CREATE UNIQUE INDEX season_open_idx ON gamification.season (organization_id)
  WHERE state = 'open';

ALTER TABLE gamification.season ENABLE ROW LEVEL SECURITY;
ALTER TABLE gamification.season FORCE ROW LEVEL SECURITY;
CREATE POLICY season_organization ON gamification.season
  USING (organization_id = current_setting('laurel.organization_id', true));

-- The places that people had when a season was closed, append-only.
CREATE TABLE gamification.season_standing (
  organization_id text NOT NULL,
  season_id uuid NOT NULL,
  -- From 1, best first; each person has one of their own.
  position bigint NOT NULL,
  -- From 1; who has the same balance shares one.
  rank integer NOT NULL,
  person_id text NOT NULL,
  -- As it was then; empty when it was not known.
  display_name text NOT NULL,
  -- All points of the season.
  points_e2 bigint NOT NULL,
  -- Those that had not expired on its last workday.
  balance_e2 bigint NOT NULL,
  reach_time timestamptz,
  CONSTRAINT season_standing_pkey PRIMARY KEY (organization_id, season_id, position),
  CONSTRAINT season_standing_person_key UNIQUE (organization_id, person_id, season_id)
);

ALTER TABLE gamification.season_standing ENABLE ROW LEVEL SECURITY;
ALTER TABLE gamification.season_standing FORCE ROW LEVEL SECURITY;
CREATE POLICY season_standing_organization ON gamification.season_standing
  USING (organization_id = current_setting('laurel.organization_id', true));

DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'gamification_app') THEN
    REVOKE UPDATE, DELETE ON gamification.season_standing FROM gamification_app;
    REVOKE DELETE ON gamification.season FROM gamification_app;
  END IF;
END $$;

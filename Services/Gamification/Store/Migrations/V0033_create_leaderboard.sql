-- The leaderboards that organisations keep.
CREATE TABLE gamification.leaderboard (
  organization_id text NOT NULL,
  leaderboard_id uuid NOT NULL,
  display_name text NOT NULL,
  -- The metrics whose points are summed; none for all.
  metric_ids text[] NOT NULL,
  division_id text,
  team_id text,
  profile_id uuid,
  period text NOT NULL,
  -- With a custom period only.
  start_workday date,
  end_workday date,
  tie_policy text NOT NULL,
  visible_ranks_max integer NOT NULL,
  include_without_points boolean NOT NULL,
  refresh text NOT NULL,
  -- From 1 for Monday; with a weekly refresh only.
  refresh_weekday integer,
  refresh_minute integer,
  -- Who may read it, if their roles allow it.
  everybody boolean NOT NULL,
  reader_team_ids text[] NOT NULL,
  reader_role_ids text[] NOT NULL,
  reader_person_ids text[] NOT NULL,
  version bigint NOT NULL,
  create_time timestamptz NOT NULL,
  update_time timestamptz NOT NULL,
  -- When the next snapshot is due; NULL when there are none.
  next_refresh_time timestamptz,
  CONSTRAINT leaderboard_pkey PRIMARY KEY (organization_id, leaderboard_id),
  CONSTRAINT leaderboard_period_check CHECK (
    period IN (
      'today', 'yesterday', 'this_week', 'last_week', 'this_month', 'last_month', 'custom')
    AND (period = 'custom') = (start_workday IS NOT NULL AND end_workday IS NOT NULL)),
  CONSTRAINT leaderboard_tie_policy_check CHECK (
    tie_policy IN ('competition', 'modified_competition', 'dense', 'ordinal')),
  CONSTRAINT leaderboard_refresh_check CHECK (
    refresh IN ('real_time', 'hourly', 'daily', 'weekly')
    AND (refresh = 'weekly') = (refresh_weekday IS NOT NULL)
    AND (refresh IN ('daily', 'weekly')) = (refresh_minute IS NOT NULL))
);

-- The order of the list.
CREATE INDEX leaderboard_create_time_idx ON gamification.leaderboard
  (organization_id, create_time, leaderboard_id);
-- The order in which snapshots are due.
CREATE INDEX leaderboard_next_refresh_time_idx ON gamification.leaderboard
  (next_refresh_time, leaderboard_id) WHERE next_refresh_time IS NOT NULL;

ALTER TABLE gamification.leaderboard ENABLE ROW LEVEL SECURITY;
ALTER TABLE gamification.leaderboard FORCE ROW LEVEL SECURITY;
CREATE POLICY leaderboard_organization ON gamification.leaderboard
  USING (current_setting('laurel.organization_id', true) IN (organization_id, '*'));

-- What everybody had earned on the workdays of a board when it was made last.
CREATE TABLE gamification.leaderboard_snapshot (
  organization_id text NOT NULL,
  leaderboard_id uuid NOT NULL,
  -- Everything that was recorded before counts.
  as_of timestamptz NOT NULL,
  start_workday date NOT NULL,
  end_workday date NOT NULL,
  -- One element a person with points.
  person_ids text[] NOT NULL,
  points_e2 bigint[] NOT NULL,
  reach_times timestamptz[] NOT NULL,
  CONSTRAINT leaderboard_snapshot_pkey PRIMARY KEY (organization_id, leaderboard_id),
  CONSTRAINT leaderboard_snapshot_leaderboard_fkey FOREIGN KEY (organization_id, leaderboard_id)
    REFERENCES gamification.leaderboard (organization_id, leaderboard_id) ON DELETE CASCADE,
  CONSTRAINT leaderboard_snapshot_length_check CHECK (
    cardinality(points_e2) = cardinality(person_ids)
    AND cardinality(reach_times) = cardinality(person_ids))
);

ALTER TABLE gamification.leaderboard_snapshot ENABLE ROW LEVEL SECURITY;
ALTER TABLE gamification.leaderboard_snapshot FORCE ROW LEVEL SECURITY;
CREATE POLICY leaderboard_snapshot_organization ON gamification.leaderboard_snapshot
  USING (organization_id = current_setting('laurel.organization_id', true));

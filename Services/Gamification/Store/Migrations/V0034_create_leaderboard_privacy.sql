-- What leaderboards may show of people; without a row, names.
CREATE TABLE gamification.leaderboard_privacy (
  organization_id text NOT NULL,
  mode text NOT NULL,
  -- What holds for the people of divisions instead, one element a division.
  division_ids text[] NOT NULL,
  division_modes text[] NOT NULL,
  version bigint NOT NULL,
  update_time timestamptz NOT NULL,
  CONSTRAINT leaderboard_privacy_pkey PRIMARY KEY (organization_id),
  CONSTRAINT leaderboard_privacy_mode_check CHECK (
    mode IN ('names', 'pseudonyms', 'teams_only', 'hidden')),
  CONSTRAINT leaderboard_privacy_division_check CHECK (
    cardinality(division_modes) = cardinality(division_ids))
);

ALTER TABLE gamification.leaderboard_privacy ENABLE ROW LEVEL SECURITY;
ALTER TABLE gamification.leaderboard_privacy FORCE ROW LEVEL SECURITY;
CREATE POLICY leaderboard_privacy_organization ON gamification.leaderboard_privacy
  USING (organization_id = current_setting('laurel.organization_id', true));

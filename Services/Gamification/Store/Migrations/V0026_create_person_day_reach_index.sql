-- no transaction
-- A leaderboard is made of everybody's points of some days, from the index alone. The person is in
-- its key, so that whoever looks up one workday by this index finds one row too.
CREATE INDEX CONCURRENTLY person_day_reach_idx ON gamification.person_day
  (organization_id, workday, person_id) INCLUDE (points_e2, reach_time);

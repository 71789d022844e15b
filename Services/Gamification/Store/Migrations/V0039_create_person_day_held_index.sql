-- no transaction
-- The queue of points that wait for somebody to look at them.
CREATE INDEX CONCURRENTLY person_day_held_idx ON gamification.person_day
  (organization_id, workday, person_id) WHERE 0 < ANY (metric_points_held_e2);

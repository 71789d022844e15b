-- no transaction
-- `person_day_reach_idx` serves what it did.
DROP INDEX CONCURRENTLY IF EXISTS gamification.person_day_workday_idx;

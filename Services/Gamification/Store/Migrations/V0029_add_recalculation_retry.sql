-- How often the next step of a recalculation has failed in a row, and from when on it is its turn
-- again; NULL for at once.
ALTER TABLE gamification.recalculation ADD COLUMN failure_count integer NOT NULL DEFAULT 0;
ALTER TABLE gamification.recalculation ADD COLUMN retry_time timestamptz;

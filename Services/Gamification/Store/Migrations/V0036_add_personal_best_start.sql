-- The first day that counts for the best day, week and month; NULL for all.
ALTER TABLE gamification.settings_version ADD COLUMN personal_best_start_workday date;

-- What makes some work count more or less, and how much a metric may earn on one workday.
ALTER TABLE gamification.profile_metric_version
  -- One element a multiplier: 'everybody', 'division:ID', 'team:ID' or 'queue:ID'.
  ADD COLUMN multiplier_selectors text[] NOT NULL DEFAULT '{}',
  ADD COLUMN multiplier_thousandths integer[] NOT NULL DEFAULT '{}',
  -- NULL without a limit.
  ADD COLUMN daily_points_max integer,
  ADD COLUMN daily_events_max integer,
  ADD CONSTRAINT profile_metric_version_multipliers_check CHECK (
    cardinality(multiplier_thousandths) = cardinality(multiplier_selectors)) NOT VALID;

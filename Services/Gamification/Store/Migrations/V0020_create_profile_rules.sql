-- The rules between the metrics of a profile from a workday on, and before: a change adds a row. On
-- a workday the row with the highest version holds that begins with it or earlier.
CREATE TABLE gamification.profile_rules_version (
  organization_id text NOT NULL,
  profile_id uuid NOT NULL,
  version bigint NOT NULL,
  start_workday date NOT NULL,
  -- One element a condition.
  condition_ids uuid[] NOT NULL,
  condition_metric_ids uuid[] NOT NULL,
  condition_subjects text[] NOT NULL,
  condition_comparisons text[] NOT NULL,
  condition_thresholds double precision[] NOT NULL,
  -- NULL for one that guards all other metrics.
  condition_gated_metric_ids uuid[] NOT NULL,
  -- One element an anomaly rule.
  anomaly_ids uuid[] NOT NULL,
  anomaly_measure_ids text[] NOT NULL,
  anomaly_whole_measure_ids text[] NOT NULL,
  anomaly_percents_max double precision[] NOT NULL,
  anomaly_wholes_min double precision[] NOT NULL,
  -- One element a metric whose points an anomaly rule holds; a rule without any holds those of all.
  held_anomaly_ids uuid[] NOT NULL,
  held_metric_ids uuid[] NOT NULL,
  caller text NOT NULL,
  update_time timestamptz NOT NULL,
  CONSTRAINT profile_rules_version_pkey PRIMARY KEY (organization_id, profile_id, version),
  CONSTRAINT profile_rules_version_profile_fkey FOREIGN KEY (organization_id, profile_id)
    REFERENCES gamification.profile (organization_id, profile_id) ON DELETE CASCADE,
  CONSTRAINT profile_rules_version_conditions_check CHECK (
    cardinality(condition_metric_ids) = cardinality(condition_ids)
    AND cardinality(condition_subjects) = cardinality(condition_ids)
    AND cardinality(condition_comparisons) = cardinality(condition_ids)
    AND cardinality(condition_thresholds) = cardinality(condition_ids)
    AND cardinality(condition_gated_metric_ids) = cardinality(condition_ids)),
  CONSTRAINT profile_rules_version_subjects_check CHECK (
    condition_subjects <@ ARRAY['person', 'team']),
  CONSTRAINT profile_rules_version_comparisons_check CHECK (
    condition_comparisons <@ ARRAY['at_least', 'at_most']),
  CONSTRAINT profile_rules_version_anomalies_check CHECK (
    cardinality(anomaly_measure_ids) = cardinality(anomaly_ids)
    AND cardinality(anomaly_whole_measure_ids) = cardinality(anomaly_ids)
    AND cardinality(anomaly_percents_max) = cardinality(anomaly_ids)
    AND cardinality(anomaly_wholes_min) = cardinality(anomaly_ids)),
  CONSTRAINT profile_rules_version_held_check CHECK (
    cardinality(held_metric_ids) = cardinality(held_anomaly_ids))
);

ALTER TABLE gamification.profile_rules_version ENABLE ROW LEVEL SECURITY;
ALTER TABLE gamification.profile_rules_version FORCE ROW LEVEL SECURITY;
CREATE POLICY profile_rules_version_organization ON gamification.profile_rules_version
  USING (organization_id = current_setting('laurel.organization_id', true));

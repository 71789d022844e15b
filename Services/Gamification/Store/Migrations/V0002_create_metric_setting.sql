-- What organisations have changed about the built-in metrics. NULL keeps the built-in value.
CREATE TABLE gamification.metric_setting (
  organization_id text NOT NULL,
  metric_id text NOT NULL,
  display_name text,
  -- The zones of the objective, one element a zone; all four NULL or of the same length.
  zone_lower_values double precision[],
  zone_upper_values double precision[],
  zone_lower_points integer[],
  zone_upper_points integer[],
  version bigint NOT NULL,
  update_time timestamptz NOT NULL,
  CONSTRAINT metric_setting_pkey PRIMARY KEY (organization_id, metric_id),
  CONSTRAINT metric_setting_zones_check CHECK (
    num_nulls(zone_lower_values, zone_upper_values, zone_lower_points, zone_upper_points) = 4
    OR (num_nulls(zone_lower_values, zone_upper_values, zone_lower_points, zone_upper_points) = 0
      AND cardinality(zone_lower_values) BETWEEN 1 AND 20
      AND cardinality(zone_upper_values) = cardinality(zone_lower_values)
      AND cardinality(zone_lower_points) = cardinality(zone_lower_values)
      AND cardinality(zone_upper_points) = cardinality(zone_lower_values)))
);

ALTER TABLE gamification.metric_setting ENABLE ROW LEVEL SECURITY;
ALTER TABLE gamification.metric_setting FORCE ROW LEVEL SECURITY;
CREATE POLICY metric_setting_organization ON gamification.metric_setting
  USING (organization_id = current_setting('laurel.organization_id', true));

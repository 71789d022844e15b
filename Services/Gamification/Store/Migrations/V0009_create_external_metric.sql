-- The metrics that are measured outside.
CREATE TABLE gamification.external_metric (
  organization_id text NOT NULL,
  external_metric_id uuid NOT NULL,
  display_name text NOT NULL,
  unit text NOT NULL,
  unit_name text NOT NULL,
  precision integer NOT NULL,
  objective_kind text NOT NULL,
  enabled boolean NOT NULL,
  retention_months integer NOT NULL,
  version bigint NOT NULL,
  create_time timestamptz NOT NULL,
  update_time timestamptz NOT NULL,
  CONSTRAINT external_metric_pkey PRIMARY KEY (organization_id, external_metric_id),
  CONSTRAINT external_metric_unit_check CHECK (
    unit IN ('number', 'seconds', 'percent', 'currency')),
  CONSTRAINT external_metric_objective_kind_check CHECK (
    objective_kind IN ('higher_is_better', 'lower_is_better', 'target_area'))
);

-- The order of the list.
CREATE INDEX external_metric_create_time_idx ON gamification.external_metric
  (organization_id, create_time, external_metric_id);

ALTER TABLE gamification.external_metric ENABLE ROW LEVEL SECURITY;
ALTER TABLE gamification.external_metric FORCE ROW LEVEL SECURITY;
CREATE POLICY external_metric_organization ON gamification.external_metric
  USING (organization_id = current_setting('laurel.organization_id', true));

-- What metrics mean that organisations have made themselves; a row never changes.
CREATE TABLE gamification.metric_definition (
  organization_id text NOT NULL,
  metric_definition_id uuid NOT NULL,
  display_name text NOT NULL,
  unit text NOT NULL,
  -- Measures, for example 'handle_seconds' or 'external:' and an id.
  dividend_measure_ids text[] NOT NULL,
  -- Empty for a sum.
  divisor_measure_ids text[] NOT NULL,
  factor double precision NOT NULL,
  create_time timestamptz NOT NULL,
  CONSTRAINT metric_definition_pkey PRIMARY KEY (organization_id, metric_definition_id),
  CONSTRAINT metric_definition_unit_check CHECK (
    unit IN ('number', 'seconds', 'percent', 'currency')),
  CONSTRAINT metric_definition_dividends_check CHECK (cardinality(dividend_measure_ids) >= 1)
);

-- The order of the list.
CREATE INDEX metric_definition_create_time_idx ON gamification.metric_definition
  (organization_id, create_time, metric_definition_id);

ALTER TABLE gamification.metric_definition ENABLE ROW LEVEL SECURITY;
ALTER TABLE gamification.metric_definition FORCE ROW LEVEL SECURITY;
CREATE POLICY metric_definition_organization ON gamification.metric_definition
  USING (organization_id = current_setting('laurel.organization_id', true));

-- What was decided about points that were held because of an anomaly, append-only.
CREATE TABLE gamification.points_review (
  organization_id text NOT NULL,
  points_review_id uuid NOT NULL,
  person_id text NOT NULL,
  workday date NOT NULL,
  profile_metric_id uuid NOT NULL,
  -- How many points it was about.
  points_e2 bigint NOT NULL,
  decision text NOT NULL,
  note text NOT NULL,
  caller text NOT NULL,
  create_time timestamptz NOT NULL,
  CONSTRAINT points_review_pkey PRIMARY KEY (organization_id, points_review_id),
  CONSTRAINT points_review_decision_check CHECK (decision IN ('released', 'rejected'))
);

-- The order of the list.
CREATE INDEX points_review_create_time_idx ON gamification.points_review
  (organization_id, create_time, points_review_id);

ALTER TABLE gamification.points_review ENABLE ROW LEVEL SECURITY;
ALTER TABLE gamification.points_review FORCE ROW LEVEL SECURITY;
CREATE POLICY points_review_organization ON gamification.points_review
  USING (organization_id = current_setting('laurel.organization_id', true));

DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'gamification_app') THEN
    REVOKE UPDATE, DELETE ON gamification.points_review FROM gamification_app;
  END IF;
END $$;

ALTER TABLE gamification.person_day
  -- One element a metric: the newest decision, and about how many points it is.
  ADD COLUMN review_metric_ids uuid[] NOT NULL DEFAULT '{}',
  ADD COLUMN review_decisions text[] NOT NULL DEFAULT '{}',
  ADD COLUMN review_points_e2 bigint[] NOT NULL DEFAULT '{}',
  ADD CONSTRAINT person_day_review_check CHECK (
    cardinality(review_decisions) = cardinality(review_metric_ids)
    AND cardinality(review_points_e2) = cardinality(review_metric_ids)) NOT VALID;

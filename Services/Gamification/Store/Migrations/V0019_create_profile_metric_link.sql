-- Metrics that have the settings of a metric of another profile: a version that is made there is
-- made for them too. Without the metric that they follow they go on with those that they have.
CREATE TABLE gamification.profile_metric_link (
  organization_id text NOT NULL,
  profile_metric_id uuid NOT NULL,
  source_profile_metric_id uuid NOT NULL,
  -- The first workday with settings of its own; NULL while it stays linked.
  unlink_workday date,
  CONSTRAINT profile_metric_link_pkey PRIMARY KEY (organization_id, profile_metric_id),
  CONSTRAINT profile_metric_link_metric_fkey FOREIGN KEY (organization_id, profile_metric_id)
    REFERENCES gamification.profile_metric (organization_id, profile_metric_id)
    ON DELETE CASCADE,
  CONSTRAINT profile_metric_link_source_fkey
    FOREIGN KEY (organization_id, source_profile_metric_id)
    REFERENCES gamification.profile_metric (organization_id, profile_metric_id)
    ON DELETE CASCADE
);

CREATE INDEX profile_metric_link_source_idx ON gamification.profile_metric_link
  (organization_id, source_profile_metric_id);

ALTER TABLE gamification.profile_metric_link ENABLE ROW LEVEL SECURITY;
ALTER TABLE gamification.profile_metric_link FORCE ROW LEVEL SECURITY;
CREATE POLICY profile_metric_link_organization ON gamification.profile_metric_link
  USING (organization_id = current_setting('laurel.organization_id', true));

ALTER TABLE gamification.profile_metric_version
  VALIDATE CONSTRAINT profile_metric_version_multipliers_check;

-- Up to which workday values of external metrics are removed.
CREATE TABLE gamification.external_retention (
  organization_id text NOT NULL,
  external_metric_id uuid NOT NULL,
  -- The first workday whose values have not been removed; NULL when none have been.
  end_workday date,
  -- The last workday that is done behind it, and the last person of it; NULL when none is.
  done_workday date,
  done_person_id text,
  CONSTRAINT external_retention_pkey PRIMARY KEY (organization_id, external_metric_id),
  CONSTRAINT external_retention_metric_fkey FOREIGN KEY (organization_id, external_metric_id)
    REFERENCES gamification.external_metric (organization_id, external_metric_id)
    ON DELETE CASCADE
);

ALTER TABLE gamification.external_retention ENABLE ROW LEVEL SECURITY;
ALTER TABLE gamification.external_retention FORCE ROW LEVEL SECURITY;
CREATE POLICY external_retention_organization ON gamification.external_retention
  USING (organization_id = current_setting('laurel.organization_id', true));

-- Values of the workday were removed because they were too old; its points stay as they are.
ALTER TABLE gamification.person_day ADD COLUMN sealed boolean NOT NULL DEFAULT false;

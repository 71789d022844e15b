CREATE TABLE learning.module (
  organization_id text NOT NULL,
  module_id uuid NOT NULL,
  display_name text NOT NULL,
  description text NOT NULL,
  completion_days bigint NOT NULL,
  version bigint NOT NULL,
  publish_time timestamptz,
  create_time timestamptz NOT NULL,
  CONSTRAINT module_pkey PRIMARY KEY (organization_id, module_id),
  CONSTRAINT module_completion_days_check CHECK (completion_days BETWEEN 1 AND 366),
  CONSTRAINT module_version_check CHECK (version >= 0 AND (version = 0) = (publish_time IS NULL))
);
CREATE INDEX module_create_time_idx
  ON learning.module (organization_id, create_time DESC, module_id DESC);
ALTER TABLE learning.module ENABLE ROW LEVEL SECURITY;
ALTER TABLE learning.module FORCE ROW LEVEL SECURITY;
CREATE POLICY module_organization ON learning.module
  USING (organization_id = current_setting('laurel.organization_id', true));

-- The question groups that a module helps with, in the author's order.
CREATE TABLE learning.module_binding (
  organization_id text NOT NULL,
  form_id uuid NOT NULL,
  group_id text NOT NULL,
  module_id uuid NOT NULL,
  position bigint NOT NULL,
  CONSTRAINT module_binding_pkey PRIMARY KEY (organization_id, form_id, group_id, module_id),
  CONSTRAINT module_binding_position_key UNIQUE (organization_id, module_id, position),
  CONSTRAINT module_binding_module_fkey FOREIGN KEY (organization_id, module_id)
    REFERENCES learning.module (organization_id, module_id)
);
ALTER TABLE learning.module_binding ENABLE ROW LEVEL SECURITY;
ALTER TABLE learning.module_binding FORCE ROW LEVEL SECURITY;
CREATE POLICY module_binding_organization ON learning.module_binding
  USING (organization_id = current_setting('laurel.organization_id', true));

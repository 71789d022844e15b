/// Events that other services are to receive, and how far each delivery is.
enum OutboxTables {
  static func script(schema: SchemaName) -> String {
    """
    CREATE TABLE \(schema).outbox_event (
      organization_id text NOT NULL,
      sequence bigint GENERATED ALWAYS AS IDENTITY,
      event_id uuid NOT NULL,
      subject text NOT NULL,
      subject_version bigint NOT NULL,
      type text NOT NULL,
      payload bytea NOT NULL,
      create_time timestamptz NOT NULL DEFAULT now(),
      CONSTRAINT outbox_event_pkey PRIMARY KEY (organization_id, sequence),
      CONSTRAINT outbox_event_event_id_key UNIQUE (organization_id, event_id)
    );
    CREATE INDEX outbox_event_create_time_idx ON \(schema).outbox_event (create_time);
    \(RowLevelSecurity.script(schema: schema, table: "outbox_event"))

    CREATE TABLE \(schema).outbox_delivery (
      organization_id text NOT NULL,
      sequence bigint NOT NULL,
      destination text NOT NULL,
      subject text NOT NULL,
      attempts integer NOT NULL DEFAULT 0,
      refusals integer NOT NULL DEFAULT 0,
      next_attempt_time timestamptz NOT NULL DEFAULT '-infinity',
      lease_expire_time timestamptz NOT NULL DEFAULT '-infinity',
      deliver_time timestamptz,
      last_error_code text,
      parked boolean NOT NULL DEFAULT false,
      CONSTRAINT outbox_delivery_pkey PRIMARY KEY (organization_id, sequence, destination),
      CONSTRAINT outbox_delivery_event_fkey FOREIGN KEY (organization_id, sequence)
        REFERENCES \(schema).outbox_event (organization_id, sequence) ON DELETE CASCADE
    );
    CREATE INDEX outbox_delivery_pending_idx
      ON \(schema).outbox_delivery (destination, sequence) WHERE deliver_time IS NULL;
    CREATE INDEX outbox_delivery_subject_idx
      ON \(schema).outbox_delivery (organization_id, destination, subject, sequence)
      WHERE deliver_time IS NULL;
    \(RowLevelSecurity.script(schema: schema, table: "outbox_delivery"))
    """
  }
}

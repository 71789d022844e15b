package import Kernel

/// Who changed what; the application can add rows but not change or delete them.
enum AuditTables {
  static func script(schema: SchemaName) -> String {
    """
    CREATE TABLE \(schema).audit_record (
      organization_id text NOT NULL,
      id uuid NOT NULL,
      caller text NOT NULL,
      action text NOT NULL,
      subject text NOT NULL,
      detail jsonb NOT NULL,
      create_time timestamptz NOT NULL DEFAULT now(),
      CONSTRAINT audit_record_pkey PRIMARY KEY (organization_id, id)
    );
    CREATE INDEX audit_record_subject_idx
      ON \(schema).audit_record (organization_id, subject, create_time);
    \(RowLevelSecurity.script(schema: schema, table: "audit_record"))
    DO $$ BEGIN
      IF EXISTS (SELECT FROM pg_roles WHERE rolname = '\(schema.applicationRole)') THEN
        REVOKE UPDATE, DELETE ON \(schema).audit_record FROM \(schema.applicationRole);
      END IF;
    END $$;
    """
  }
}

/// One change, for the record.
package struct AuditRecord: Hashable, Sendable {
  package var organization: OrganizationID
  package var id: UUIDBits
  /// ``Caller/key``.
  package var caller: String
  /// For example `badge.create`.
  package var action: String
  /// What was changed, for example `badge/ID`.
  package var subject: String
  /// What else is to be known, as a JSON object.
  package var detail: JSONText

  package init(
    organization: OrganizationID, id: UUIDBits, caller: String, action: String, subject: String,
    detail: JSONText
  ) {
    self.organization = organization
    self.id = id
    self.caller = caller
    self.action = action
    self.subject = subject
    self.detail = detail
  }
}

extension Transaction {
  /// Writes a record that exists exactly if the transaction commits.
  package func audit(_ record: AuditRecord) throws(PostgresError) {
    try enqueue(InsertAuditRecord(record: record))
  }
}

struct InsertAuditRecord: SchemaStatement {
  static func sql(schema: SchemaName) -> String {
    """
    INSERT INTO \(schema).audit_record (organization_id, id, caller, action, subject, detail)
    VALUES ($1, $2, $3, $4, $5, $6)
    """
  }

  var record: AuditRecord

  func bind(to bindings: inout Bindings) {
    bindings.append(record.organization)
    bindings.append(record.id)
    bindings.append(record.caller)
    bindings.append(record.action)
    bindings.append(record.subject)
    bindings.append(record.detail)
  }
}

extension Migration {
  /// The tables of the shared components: idempotency, outbox, inbox, audit and the replica of the
  /// directory.
  ///
  /// The text is fixed once it was applied anywhere; a later change is a migration of its own.
  package static func infrastructure(version: Int, schema: SchemaName) -> Migration {
    let parts = [
      IdempotencyTables.script(schema: schema), OutboxTables.script(schema: schema),
      InboxTables.script(schema: schema), AuditTables.script(schema: schema),
      ReplicaTables.script(schema: schema),
    ]
    return Migration(
      version: version, name: "create_infrastructure", sql: parts.joined(separator: "\n"))
  }
}

/// The second fence behind the `organization_id` of every statement.
enum RowLevelSecurity {
  /// Opens a table to the organisation of the transaction, and to work for all organisations.
  static func script(schema: SchemaName, table: String) -> String {
    """
    ALTER TABLE \(schema).\(table) ENABLE ROW LEVEL SECURITY;
    ALTER TABLE \(schema).\(table) FORCE ROW LEVEL SECURITY;
    CREATE POLICY \(table)_organization ON \(schema).\(table)
      USING (current_setting('laurel.organization_id', true) IN (organization_id, '*'));
    """
  }
}

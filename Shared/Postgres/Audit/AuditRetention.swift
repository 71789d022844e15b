package import Kernel

/// How audit records that are old enough go: the application role cannot delete them, but have the
/// database do it.
enum AuditRetention {
  /// What the database keeps whatever it is told, in days, so that nobody who has the application's
  /// password can wipe out what he has just done.
  static var daysMin: Int { 30 }

  /// For the records that are old enough.
  static func index(schema: SchemaName) -> String {
    """
    -- no transaction
    CREATE INDEX CONCURRENTLY audit_record_create_time_idx
      ON \(schema).audit_record (create_time);
    """
  }

  /// Runs as the owner of the schema.
  static func function(schema: SchemaName) -> String {
    """
    CREATE FUNCTION \(schema).prune_audit_record(in_created_before timestamptz, in_rows_max bigint)
    RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $function$
      WITH pruned AS (
        DELETE FROM \(schema).audit_record
        WHERE (organization_id, id) IN (
          SELECT organization_id, id FROM \(schema).audit_record
          WHERE create_time < LEAST(in_created_before, now() - interval '\(daysMin) days')
          ORDER BY create_time LIMIT in_rows_max FOR UPDATE SKIP LOCKED
        )
        RETURNING id
      )
      SELECT count(*) FROM pruned
    $function$;
    REVOKE ALL ON FUNCTION \(schema).prune_audit_record(timestamptz, bigint) FROM PUBLIC;
    """
  }
}

extension Migration {
  /// Two steps that let old audit records go, from a version on; after
  /// ``infrastructure(version:schema:)``.
  package static func auditRetention(from version: Int, schema: SchemaName) -> [Migration] {
    [
      Migration(
        version: version, name: "create_audit_record_create_time_idx",
        sql: AuditRetention.index(schema: schema)),
      Migration(
        version: version + 1, name: "create_prune_audit_record",
        sql: AuditRetention.function(schema: schema)),
    ]
  }
}

/// Who changed what, for housekeeping.
package struct AuditTrail: Sendable {
  private let pool: PostgresPool

  package init(pool: PostgresPool) { self.pool = pool }

  /// Deletes records that were written before an instant and are at least 30 days old.
  ///
  /// - Returns: How many were deleted; `limit` when there may be more.
  package func prune(createdBefore: Timestamp, limit: Int) async throws -> Int {
    let rows = try await pool.execute(
      PruneAuditRecords(createdBefore: createdBefore, rowsMax: limit), in: .allOrganizations)
    return rows.first ?? 0
  }
}

struct PruneAuditRecords: SchemaStatement {
  static let isLong = true

  static func sql(schema: SchemaName) -> String { "SELECT \(schema).prune_audit_record($1, $2)" }

  var createdBefore: Timestamp
  var rowsMax: Int

  func bind(to bindings: inout Bindings) {
    bindings.append(createdBefore)
    bindings.append(rowsMax)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Int { try row.read() }
}

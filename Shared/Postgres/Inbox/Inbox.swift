package import Kernel

/// Which events of other services were applied.
enum InboxTables {
  static func script(schema: SchemaName) -> String {
    """
    CREATE TABLE \(schema).inbox_event (
      organization_id text NOT NULL,
      event_id uuid NOT NULL,
      source text NOT NULL,
      receive_time timestamptz NOT NULL DEFAULT now(),
      CONSTRAINT inbox_event_pkey PRIMARY KEY (organization_id, source, event_id)
    );
    CREATE INDEX inbox_event_receive_time_idx ON \(schema).inbox_event (receive_time);
    \(RowLevelSecurity.script(schema: schema, table: "inbox_event"))
    """
  }
}

extension Transaction {
  /// Notes that an event is applied by this transaction.
  ///
  /// The source is the service that sent it. The result is `false` when it was applied before; the
  /// transaction then has nothing to do.
  package func recordInbox(
    organization: OrganizationID, eventID: UUIDBits, source: String
  ) async throws(PostgresError) -> Bool {
    try await run(
      InsertInboxEvent(organization: organization, eventID: eventID, source: source)) == 1
  }
}

/// The receiver's side of events, for housekeeping.
package struct Inbox: Sendable {
  private let pool: PostgresPool

  package init(pool: PostgresPool) { self.pool = pool }

  /// Deletes events received before an instant; senders must have given up on them by then.
  ///
  /// - Returns: How many were deleted; `limit` when there may be more.
  package func prune(receivedBefore: Timestamp, limit: Int) async throws -> Int {
    try await pool.run(
      DeleteInboxEvents(receivedBefore: receivedBefore, rowsMax: limit), in: .allOrganizations)
  }
}

struct InsertInboxEvent: SchemaStatement {
  static func sql(schema: SchemaName) -> String {
    """
    INSERT INTO \(schema).inbox_event (organization_id, event_id, source) VALUES ($1, $2, $3)
    ON CONFLICT ON CONSTRAINT inbox_event_pkey DO NOTHING
    """
  }

  var organization: OrganizationID
  var eventID: UUIDBits
  var source: String

  func bind(to bindings: inout Bindings) {
    bindings.append(organization)
    bindings.append(eventID)
    bindings.append(source)
  }
}

struct DeleteInboxEvents: SchemaStatement {
  static let isLong = true

  static func sql(schema: SchemaName) -> String {
    """
    DELETE FROM \(schema).inbox_event
    WHERE (organization_id, source, event_id) IN (
      SELECT organization_id, source, event_id FROM \(schema).inbox_event
      WHERE receive_time < $1 ORDER BY receive_time LIMIT $2 FOR UPDATE SKIP LOCKED
    )
    """
  }

  var receivedBefore: Timestamp
  var rowsMax: Int

  func bind(to bindings: inout Bindings) {
    bindings.append(receivedBefore)
    bindings.append(rowsMax)
  }
}

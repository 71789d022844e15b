internal import Kernel

/// Writes an event and its deliveries.
struct InsertOutboxEvent: SchemaStatement {
  static func sql(schema: SchemaName) -> String {
    """
    WITH event AS (
      INSERT INTO \(schema).outbox_event
        (organization_id, event_id, subject, subject_version, type, payload)
      VALUES ($1, $2, $3, $4, $5, $6)
      RETURNING organization_id, sequence, subject
    )
    INSERT INTO \(schema).outbox_delivery (organization_id, sequence, subject, destination)
    SELECT event.organization_id, event.sequence, event.subject, target.name
    FROM event CROSS JOIN unnest($7) AS target (name)
    """
  }

  var event: OutboxEvent

  func bind(to bindings: inout Bindings) {
    bindings.append(event.organization)
    bindings.append(event.eventID)
    bindings.append(event.subject)
    bindings.append(event.subjectVersion)
    bindings.append(event.type)
    bindings.append(Bytes(event.payload))
    bindings.append(event.destinations.sorted())
  }
}

/// Leases the deliveries that are due and have nothing undelivered before them on their subject.
struct ClaimDeliveries: SchemaStatement {
  static func sql(schema: SchemaName) -> String {
    """
    WITH due AS (
      SELECT delivery.organization_id, delivery.sequence, delivery.destination
      FROM \(schema).outbox_delivery AS delivery
      WHERE delivery.destination = $1 AND delivery.deliver_time IS NULL AND NOT delivery.parked
        AND delivery.next_attempt_time <= $2 AND delivery.lease_expire_time <= $2
        AND NOT EXISTS (
          SELECT FROM \(schema).outbox_delivery AS earlier
          WHERE earlier.organization_id = delivery.organization_id
            AND earlier.destination = delivery.destination
            AND earlier.subject = delivery.subject
            AND earlier.sequence < delivery.sequence
            AND earlier.deliver_time IS NULL
        )
      ORDER BY delivery.sequence LIMIT $4
      FOR UPDATE OF delivery SKIP LOCKED
    ), claimed AS (
      UPDATE \(schema).outbox_delivery AS delivery
      SET lease_expire_time = $3, attempts = delivery.attempts + 1
      FROM due
      WHERE delivery.organization_id = due.organization_id
        AND delivery.sequence = due.sequence AND delivery.destination = due.destination
      RETURNING delivery.organization_id, delivery.sequence, delivery.destination,
        delivery.attempts
    )
    SELECT claimed.sequence, claimed.destination, claimed.attempts, event.event_id,
      event.organization_id, event.subject, event.subject_version, event.type, event.payload,
      event.create_time
    FROM claimed JOIN \(schema).outbox_event AS event USING (organization_id, sequence)
    ORDER BY claimed.sequence
    """
  }

  var destination: String
  var now: Timestamp
  var leaseExpireTime: Timestamp
  var rowsMax: Int

  func bind(to bindings: inout Bindings) {
    bindings.append(destination)
    bindings.append(now)
    bindings.append(leaseExpireTime)
    bindings.append(rowsMax)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> OutboxClaim {
    let sequence: Int64 = try row.read()
    let destination: String = try row.read()
    let attempts: Int32 = try row.read()
    let event = OutboxEvent(
      eventID: try row.read(), organization: try row.read(), subject: try row.read(),
      subjectVersion: try row.read(), type: try row.read(),
      payload: try (row.read() as Bytes).array, destinations: [destination])
    return OutboxClaim(
      sequence: sequence, destination: destination, attempts: Int(attempts), event: event,
      createTime: try row.read())
  }
}

/// Notes deliveries that were received; also one whose lease ran out meanwhile.
struct UpdateDelivered: SchemaStatement {
  static func sql(schema: SchemaName) -> String {
    """
    UPDATE \(schema).outbox_delivery AS delivery
    SET deliver_time = $4, last_error_code = NULL, parked = false
    FROM unnest($1, $2, $3) AS claim (organization_id, sequence, destination)
    WHERE delivery.organization_id = claim.organization_id
      AND delivery.sequence = claim.sequence AND delivery.destination = claim.destination
      AND delivery.deliver_time IS NULL
    """
  }

  var claims: [OutboxClaim]
  var now: Timestamp

  func bind(to bindings: inout Bindings) {
    bindings.append(claims.map(\.event.organization))
    bindings.append(claims.map(\.sequence))
    bindings.append(claims.map(\.destination))
    bindings.append(now)
  }
}

/// Notes a delivery that failed, unless somebody else has leased it since; tells whether it is
/// parked now.
struct UpdateFailed: SchemaStatement {
  static func sql(schema: SchemaName) -> String {
    """
    UPDATE \(schema).outbox_delivery
    SET lease_expire_time = '-infinity', next_attempt_time = $5, last_error_code = $6,
      refusals = refusals + $7, parked = $7 > 0 AND refusals + $7 >= $8
    WHERE organization_id = $1 AND sequence = $2 AND destination = $3 AND attempts = $4
      AND deliver_time IS NULL
    RETURNING parked
    """
  }

  var claim: OutboxClaim
  var failure: OutboxFailure
  var nextAttemptTime: Timestamp
  var errorCode: String
  var refusalsMax: Int

  func bind(to bindings: inout Bindings) {
    bindings.append(claim.event.organization)
    bindings.append(claim.sequence)
    bindings.append(claim.destination)
    bindings.append(Int32(truncatingIfNeeded: claim.attempts))
    bindings.append(nextAttemptTime)
    bindings.append(errorCode)
    bindings.append(Int32(failure == .refusal ? 1 : 0))
    bindings.append(Int32(clamping: refusalsMax))
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Bool { try row.read() }
}

/// Counts what is not delivered.
struct SelectBacklog: SchemaQuery {
  static let isLong = true

  static func sql(schema: SchemaName) -> String {
    """
    SELECT count(*) FILTER (WHERE NOT delivery.parked), count(*) FILTER (WHERE delivery.parked),
      min(event.create_time)
    FROM \(schema).outbox_delivery AS delivery
    JOIN \(schema).outbox_event AS event USING (organization_id, sequence)
    WHERE delivery.destination = $1 AND delivery.deliver_time IS NULL
    """
  }

  var destination: String

  func bind(to bindings: inout Bindings) { bindings.append(destination) }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> OutboxBacklog {
    OutboxBacklog(
      waitingCount: try row.read(), parkedCount: try row.read(),
      oldestCreateTime: try row.readOptional())
  }
}

/// Deletes events that everybody has received.
struct DeleteOutboxEvents: SchemaStatement {
  static let isLong = true

  static func sql(schema: SchemaName) -> String {
    """
    DELETE FROM \(schema).outbox_event
    WHERE (organization_id, sequence) IN (
      SELECT event.organization_id, event.sequence FROM \(schema).outbox_event AS event
      WHERE event.create_time < $1 AND NOT EXISTS (
        SELECT FROM \(schema).outbox_delivery AS delivery
        WHERE delivery.organization_id = event.organization_id
          AND delivery.sequence = event.sequence AND delivery.deliver_time IS NULL
      )
      ORDER BY event.create_time LIMIT $2 FOR UPDATE OF event SKIP LOCKED
    )
    """
  }

  var createdBefore: Timestamp
  var rowsMax: Int

  func bind(to bindings: inout Bindings) {
    bindings.append(createdBefore)
    bindings.append(rowsMax)
  }
}

internal import Kernel

/// Reads a page of deliveries that were not received.
struct SelectDeliveries: SchemaQuery {
  static let isLong = true

  static func sql(schema: SchemaName) -> String {
    """
    SELECT page.organization_id, event.event_id, page.sequence, page.destination, page.subject,
      event.type, page.attempts, page.refusals, page.parked, page.last_error_code,
      event.create_time
    FROM (
      SELECT delivery.organization_id, delivery.sequence, delivery.destination, delivery.subject,
        delivery.attempts, delivery.refusals, delivery.parked, delivery.last_error_code
      FROM \(schema).outbox_delivery AS delivery
      WHERE delivery.deliver_time IS NULL AND delivery.sequence > $1
        AND ($2::text IS NULL OR delivery.destination = $2) AND (delivery.parked OR NOT $3)
      ORDER BY delivery.sequence FETCH FIRST $4 ROWS WITH TIES
    ) AS page
    JOIN \(schema).outbox_event AS event USING (organization_id, sequence)
    ORDER BY page.sequence, page.destination
    """
  }

  var destination: String?
  var parkedOnly: Bool
  var after: Int64
  var rowsMax: Int

  func bind(to bindings: inout Bindings) {
    bindings.append(after)
    bindings.append(destination)
    bindings.append(parkedOnly)
    bindings.append(rowsMax)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> OutboxDelivery {
    OutboxDelivery(
      organization: try row.read(), eventID: try row.read(), sequence: try row.read(),
      destination: try row.read(), subject: try row.read(), type: try row.read(),
      attempts: Int(try row.read() as Int32), refusals: Int(try row.read() as Int32),
      isParked: try row.read(), errorCode: try row.readOptional(), createTime: try row.read())
  }
}

/// The parts of statements about parked deliveries.
private enum ParkedDeliveries {
  /// Locks what is parked: destination `$1`, event `$2` and subject `$3`, each unless NULL.
  ///
  /// The page is what else the rows are chosen by.
  static func locked(_ schema: SchemaName, page: String = "") -> String {
    """
    parked AS (
      SELECT delivery.organization_id, delivery.sequence, delivery.destination, delivery.subject,
        delivery.attempts, delivery.refusals, delivery.last_error_code, event.event_id, event.type
      FROM \(schema).outbox_delivery AS delivery
      JOIN \(schema).outbox_event AS event USING (organization_id, sequence)
      WHERE delivery.deliver_time IS NULL AND delivery.parked
        AND ($1::text IS NULL OR delivery.destination = $1)
        AND ($2::uuid IS NULL OR event.event_id = $2)
        AND ($3::text IS NULL OR delivery.subject = $3)
        \(page)
      FOR UPDATE OF delivery
    )
    """
  }

  /// Changes what is locked.
  static func changed(_ schema: SchemaName, set assignments: String) -> String {
    """
    changed AS (
      UPDATE \(schema).outbox_delivery AS delivery SET \(assignments)
      FROM parked
      WHERE delivery.organization_id = parked.organization_id
        AND delivery.sequence = parked.sequence AND delivery.destination = parked.destination
      RETURNING delivery.sequence
    )
    """
  }

  /// Writes who did it, `$4`, and why, `$5` unless NULL, for every delivery.
  static func recorded(_ schema: SchemaName, action: String) -> String {
    """
    recorded AS (
      INSERT INTO \(schema).audit_record (organization_id, id, caller, action, subject, detail)
      SELECT parked.organization_id, gen_random_uuid(), $4, '\(action)',
        'outbox_event/' || parked.event_id, jsonb_strip_nulls(jsonb_build_object(
          'destination', parked.destination, 'sequence', parked.sequence,
          'subject', parked.subject, 'type', parked.type, 'attempts', parked.attempts,
          'refusals', parked.refusals, 'error_code', parked.last_error_code, 'reason', $5::text))
      FROM parked
    )
    """
  }
}

/// What one step of a re-drive did.
struct RedriveStep: Hashable, Sendable {
  var count: Int
  /// The last event of the step; `nil` when there was none.
  var lastSequence: Int64?
}

/// Makes parked deliveries due again, those of the first events after a sequence.
struct RedriveDeliveries: SchemaStatement {
  static let isLong = true

  static func sql(schema: SchemaName) -> String {
    let changed = ParkedDeliveries.changed(
      schema,
      // Attempts go on counting, since they tell a lease from those before it.
      set: "parked = false, refusals = 0, next_attempt_time = '-infinity'")
    let page = """
      AND delivery.sequence > $6
      ORDER BY delivery.sequence FETCH FIRST $7 ROWS WITH TIES
      """
    return """
      WITH \(ParkedDeliveries.locked(schema, page: page)), \(changed),
      \(ParkedDeliveries.recorded(schema, action: "outbox.redrive"))
      SELECT count(*), max(sequence) FROM changed
      """
  }

  var selection: OutboxSelection
  var destination: String?
  var caller: String
  var after: Int64
  var rowsMax: Int

  func bind(to bindings: inout Bindings) {
    var event: UUIDBits?
    var subject: String?
    switch selection {
    case .event(let id): event = id
    case .subject(let name): subject = name
    case .all: break
    }
    bindings.append(destination)
    bindings.append(event)
    bindings.append(subject)
    bindings.append(caller)
    bindings.append(String?.none)
    bindings.append(after)
    bindings.append(rowsMax)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> RedriveStep {
    RedriveStep(count: try row.read(), lastSequence: try row.readOptional())
  }
}

/// Takes a parked delivery for done, with an error code that says how.
struct DiscardDelivery: SchemaStatement {
  static func sql(schema: SchemaName) -> String {
    let changed = ParkedDeliveries.changed(
      schema, set: "parked = false, deliver_time = $6, last_error_code = 'DISCARDED'")
    return """
      WITH \(ParkedDeliveries.locked(schema)), \(changed),
      \(ParkedDeliveries.recorded(schema, action: "outbox.discard"))
      SELECT count(*) FROM changed
      """
  }

  var eventID: UUIDBits
  var destination: String
  var reason: String
  var caller: String
  var now: Timestamp

  func bind(to bindings: inout Bindings) {
    bindings.append(destination)
    bindings.append(eventID)
    bindings.append(String?.none)
    bindings.append(caller)
    bindings.append(reason)
    bindings.append(now)
  }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Int { try row.read() }
}

package import Kernel

/// A delivery that its destination has not received, for operators; without the payload, which is
/// nobody's business but the destination's.
package struct OutboxDelivery: Hashable, Sendable {
  package var organization: OrganizationID
  package var eventID: UUIDBits
  /// The place in the order of events; one event has the same for all its destinations.
  package var sequence: Int64
  package var destination: String
  package var subject: String
  /// The full name of the message in the payload.
  package var type: String
  /// Since it was written.
  package var attempts: Int
  /// How often the destination did not take the event, since it was written or last re-driven.
  package var refusals: Int
  package var isParked: Bool
  /// Why the last attempt failed; `nil` when there was none.
  package var errorCode: String?
  /// When the event was written.
  package var createTime: Timestamp

  package init(
    organization: OrganizationID, eventID: UUIDBits, sequence: Int64, destination: String,
    subject: String, type: String, attempts: Int, refusals: Int, isParked: Bool,
    errorCode: String?, createTime: Timestamp
  ) {
    self.organization = organization
    self.eventID = eventID
    self.sequence = sequence
    self.destination = destination
    self.subject = subject
    self.type = type
    self.attempts = attempts
    self.refusals = refusals
    self.isParked = isParked
    self.errorCode = errorCode
    self.createTime = createTime
  }
}

/// Which parked deliveries an operator means.
package enum OutboxSelection: Hashable, Sendable {
  /// Those of one event.
  case event(UUIDBits)
  /// Those of the events of one subject.
  case subject(String)
  case all
}

/// The operator's side of the outbox.
///
/// What an operator does is written to the audit record of each event's organisation, in the same
/// statement.
extension Outbox {
  /// How many deliveries one statement makes due again.
  package static var redriveStepMax: Int { 1_000 }

  /// Lists deliveries that were not received, in the order of events.
  ///
  /// - Parameters:
  ///   - destination: The only destination; `nil` for all.
  ///   - parkedOnly: Whether those are left out that merely wait.
  ///   - after: The sequence of the last delivery of the page before; 0 for the first page.
  ///   - limit: How many at most. The deliveries of the last event come whole, so that there may
  ///     be more by as many as it has destinations.
  /// - Returns: The deliveries.
  /// - Throws: ``PostgresError`` or `CancellationError`.
  package func deliveries(
    to destination: String?, parkedOnly: Bool, after: Int64, limit: Int
  ) async throws -> [OutboxDelivery] {
    try await pool.execute(
      SelectDeliveries(
        destination: destination, parkedOnly: parkedOnly, after: after, rowsMax: limit),
      in: .allOrganizations)
  }

  /// Makes parked deliveries due again, with as many refusals before them as a new one.
  ///
  /// Those of one subject still go one after another. Many are done step by step, each delivery
  /// once at most; when a step fails, the steps before it stay.
  ///
  /// - Parameters:
  ///   - selection: Which ones.
  ///   - destination: The only destination; `nil` for all.
  ///   - caller: Who wants it, as in ``AuditRecord/caller``.
  ///   - stepMax: How many at once; those of one event are not divided.
  /// - Returns: How many there were.
  /// - Throws: ``PostgresError`` or `CancellationError`.
  package func redrive(
    _ selection: OutboxSelection, to destination: String?, by caller: String,
    stepMax: Int = redriveStepMax
  ) async throws -> Int {
    var count = 0
    var after: Int64? = 0
    while let sequence = after {
      let steps = try await pool.execute(
        RedriveDeliveries(
          selection: selection, destination: destination, caller: caller, after: sequence,
          rowsMax: stepMax), in: .allOrganizations)
      count += steps.first?.count ?? 0
      after = steps.first.flatMap { $0.count < stepMax ? nil : $0.lastSequence }
    }
    await announce()
    return count
  }

  /// Gives up the parked delivery of an event for good; later events of its subject then go on.
  ///
  /// The destination never learns of the event. What is not parked cannot be discarded.
  ///
  /// - Parameters:
  ///   - eventID: The event.
  ///   - destination: Where it does not go.
  ///   - reason: Why, for the audit record.
  ///   - caller: Who wants it, as in ``AuditRecord/caller``.
  ///   - now: When it counts as dealt with.
  /// - Returns: Whether there was such a delivery.
  /// - Throws: ``PostgresError`` or `CancellationError`.
  package func discard(
    eventID: UUIDBits, to destination: String, because reason: String, by caller: String,
    now: Timestamp
  ) async throws -> Bool {
    let rows = try await pool.execute(
      DiscardDelivery(
        eventID: eventID, destination: destination, reason: reason, caller: caller, now: now),
      in: .allOrganizations)
    await announce()
    return (rows.first ?? 0) > 0
  }

  /// Wakes the relays of whatever instance of the service; without it they look for themselves.
  private func announce() async {
    _ = try? await pool.run(
      AnnounceEvents(channel: pool.schema.outboxChannel), in: .allOrganizations)
  }
}

package import Kernel

/// Something that other services are to learn, once the transaction that wrote it has committed.
package struct OutboxEvent: Hashable, Sendable {
  package var eventID: UUIDBits
  package var organization: OrganizationID
  /// What it is about, for example `module/ID`; events of one subject arrive in their order.
  package var subject: String
  /// The version of the subject after the change.
  package var subjectVersion: Int64
  /// The full name of the message in ``payload``.
  package var type: String
  package var payload: [UInt8]
  /// The services that are to receive it.
  package var destinations: Set<String>

  package init(
    eventID: UUIDBits, organization: OrganizationID, subject: String, subjectVersion: Int64,
    type: String, payload: [UInt8], destinations: Set<String>
  ) {
    self.eventID = eventID
    self.organization = organization
    self.subject = subject
    self.subjectVersion = subjectVersion
    self.type = type
    self.payload = payload
    self.destinations = destinations
  }
}

extension Transaction {
  /// Writes an event that is delivered exactly if the transaction commits.
  ///
  /// Append it after the statement that changes its subject: the lock on the subject's row then
  /// makes the order of events the order of changes.
  package func append(_ event: OutboxEvent) throws(PostgresError) {
    try enqueue(InsertOutboxEvent(event: event))
    noteEvent()
  }
}

/// The right to deliver one event to one destination until the lease runs out.
package struct OutboxClaim: Hashable, Sendable {
  let sequence: Int64
  package let destination: String
  /// From 1: how often the delivery was tried, this time included, whatever became of it.
  package let attempts: Int
  package let event: OutboxEvent
  /// When the event was written.
  package let createTime: Timestamp
}

/// Why a delivery failed.
package enum OutboxFailure: Hashable, Sendable {
  /// The destination could not work on it; that says nothing about the event.
  case outage
  /// The destination did not take the event; counts towards parking it.
  case refusal
}

/// What a destination has not received.
package struct OutboxBacklog: Hashable, Sendable {
  package var waitingCount: Int
  /// Deliveries given up until somebody looks; they hold up later events of their subject.
  package var parkedCount: Int
  package var oldestCreateTime: Timestamp?

  package init(waitingCount: Int, parkedCount: Int, oldestCreateTime: Timestamp?) {
    self.waitingCount = waitingCount
    self.parkedCount = parkedCount
    self.oldestCreateTime = oldestCreateTime
  }
}

/// The relay's side of the outbox; several instances of a service share the work.
///
/// No transaction is open while an event is on its way. A delivery whose relay died is claimed
/// again when its lease runs out, so a destination may receive an event twice.
package struct Outbox: Sendable {
  let pool: PostgresPool

  package init(pool: PostgresPool) { self.pool = pool }

  /// Leases deliveries that are due, at most one of each subject, oldest first.
  package func claim(
    destination: String, limit: Int, lease: Duration, now: Timestamp
  ) async throws -> [OutboxClaim] {
    try await pool.execute(
      ClaimDeliveries(
        destination: destination, now: now, leaseExpireTime: now.adding(lease), rowsMax: limit),
      in: .allOrganizations)
  }

  /// Notes that a destination has received events.
  package func markDelivered(_ claims: [OutboxClaim], now: Timestamp) async throws {
    guard !claims.isEmpty else { return }
    try await pool.run(UpdateDelivered(claims: claims, now: now), in: .allOrganizations)
  }

  /// Notes that a delivery failed, and parks it with its last permitted refusal.
  ///
  /// A parked delivery is not tried again until ``redrive(_:to:by:)``; later events of its subject
  /// wait for it. Outages never park, however many there were.
  ///
  /// - Parameters:
  ///   - claim: The delivery; nothing changes when somebody else has leased it since.
  ///   - failure: Whether the failure was the event's.
  ///   - errorCode: For operators; holds no data.
  ///   - nextAttemptTime: When the delivery is due again.
  ///   - refusalsMax: From 1: with so many refusals the delivery is parked.
  /// - Returns: Whether the delivery is parked now.
  /// - Throws: ``PostgresError`` or `CancellationError`.
  @discardableResult
  package func markFailed(
    _ claim: OutboxClaim, because failure: OutboxFailure, errorCode: String,
    nextAttemptTime: Timestamp, refusalsMax: Int
  ) async throws -> Bool {
    let rows = try await pool.execute(
      UpdateFailed(
        claim: claim, failure: failure, nextAttemptTime: nextAttemptTime, errorCode: errorCode,
        refusalsMax: refusalsMax),
      in: .allOrganizations)
    return rows.first ?? false
  }

  /// Counts what a destination has not received.
  package func backlog(destination: String) async throws -> OutboxBacklog {
    let rows = try await pool.execute(
      SelectBacklog(destination: destination), in: .allOrganizations)
    return rows.first ?? OutboxBacklog(waitingCount: 0, parkedCount: 0, oldestCreateTime: nil)
  }

  /// Deletes events that everybody has received and that were written before an instant.
  ///
  /// - Returns: How many were deleted; `limit` when there may be more.
  package func prune(createdBefore: Timestamp, limit: Int) async throws -> Int {
    try await pool.run(
      DeleteOutboxEvents(createdBefore: createdBefore, rowsMax: limit), in: .allOrganizations)
  }
}

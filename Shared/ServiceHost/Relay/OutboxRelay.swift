package import Kernel
package import Logging
package import Messages
package import Postgres
internal import Protobuf
internal import RPC
internal import ServiceLifecycle

/// Delivers the events of the service's outbox to one destination, at least once and in order per
/// subject.
///
/// Several instances of a service may run a relay for the same destination: claims are exclusive
/// for the time of a lease. A delivery that fails is repeated after a pause that grows; an event
/// that the destination refuses is parked after a number of attempts, where an operator sees it.
package struct OutboxRelay: Service {
  /// Events in one call.
  package static var batchMax: Int { 100 }
  /// Bytes of events in one call, unless a single event has more; half of what a receiver accepts.
  package static var batchBytesMax: Int { 2 * 1_048_576 }
  /// How long a claim keeps other relays away, and how long the call may take.
  package static var lease: Duration { .seconds(30) }
  /// The longest pause before a delivery is repeated.
  package static var backoffMax: Duration { .seconds(5) }

  private let destination: String
  private let outbox: Outbox
  private let client: EventsV1.EventServiceClient
  private let credentials: ServiceCredentials
  private let clock: any WallClock
  private let interval: Duration
  private let attemptsMax: Int
  private let logger: Logger

  package init(
    destination: String, outbox: Outbox, client: EventsV1.EventServiceClient,
    credentials: ServiceCredentials, clock: any WallClock, interval: Duration, attemptsMax: Int,
    logger: Logger
  ) {
    self.destination = destination
    self.outbox = outbox
    self.client = client
    self.credentials = credentials
    self.clock = clock
    self.interval = interval
    self.attemptsMax = attemptsMax
    self.logger = logger
  }

  package func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        let isIdle = await deliverOnce()
        if isIdle { try? await Task.sleep(for: interval) }
      }
    }
  }

  /// Claims and delivers one batch.
  ///
  /// - Returns: Whether there was nothing to deliver or the attempt failed, so that a pause is due.
  func deliverOnce() async -> Bool {
    do {
      let claims = try await outbox.claim(
        destination: destination, limit: Self.batchMax, lease: Self.lease, now: clock.now())
      var hasFailed = false
      for batch in Self.batches(claims) where !(await deliver(batch)) { hasFailed = true }
      return claims.isEmpty || hasFailed
    } catch {
      if !Task.isCancelled {
        logger.warning(
          "outbox not readable",
          metadata: ["destination": "\(destination)", "error": "\(type(of: error))"])
      }
      return true
    }
  }

  /// Groups claims by organisation, since a call speaks for one, and cuts groups that are too large
  /// for a call; the order inside stays.
  static func batches(_ claims: [OutboxClaim]) -> [[OutboxClaim]] {
    var batches: [[OutboxClaim]] = []
    var open: [OrganizationID: (index: Int, bytes: Int)] = [:]
    for claim in claims {
      let organization = claim.event.organization
      let bytes = claim.event.payload.count
      if let batch = open[organization], batch.bytes + bytes <= batchBytesMax {
        batches[batch.index].append(claim)
        open[organization] = (batch.index, batch.bytes + bytes)
      } else {
        open[organization] = (batches.count, bytes)
        batches.append([claim])
      }
    }
    return batches
  }

  private func deliver(_ claims: [OutboxClaim]) async -> Bool {
    do {
      let events = try claims.map { claim in
        try EventsV1.Event(serializedBytes: claim.event.payload)
      }
      let options = try await credentials.options(
        for: claims[0].event.organization, timeout: Self.lease / 2)
      let response = try await client.deliverEvents(
        EventsV1.DeliverEventsRequest(events: events), options: options)
      try await settle(claims, response.eventResults)
      return true
    } catch {
      guard !Task.isCancelled else { return false }
      let code = (error as? RPCStatus).map { "\($0.code)" } ?? "\(type(of: error))"
      logger.warning(
        "events not delivered",
        metadata: [
          "destination": "\(destination)", "count": "\(claims.count)", "error": "\(code)",
        ])
      await postpone(claims, errorCode: code, parks: false)
      return false
    }
  }

  private func settle(
    _ claims: [OutboxClaim], _ results: [EventsV1.EventResult]
  ) async throws {
    var delivered: [OutboxClaim] = []
    var refused: [OutboxClaim] = []
    for (index, claim) in claims.enumerated() {
      switch index < results.count ? results[index].outcome : .unspecified {
      case .applied, .duplicate, .ignored: delivered.append(claim)
      case .rejected, .unspecified, .unrecognized: refused.append(claim)
      }
    }
    try await outbox.markDelivered(delivered, now: clock.now())
    guard !refused.isEmpty else { return }
    logger.error(
      "events refused",
      metadata: ["destination": "\(destination)", "count": "\(refused.count)"])
    for claim in refused {
      await postpone([claim], errorCode: "REJECTED", parks: claim.attempts >= attemptsMax)
    }
  }

  private func postpone(_ claims: [OutboxClaim], errorCode: String, parks: Bool) async {
    for claim in claims {
      let exponent = min(claim.attempts, 10)
      let pause = min(Self.backoffMax, .milliseconds(100 << exponent))
      let jittered = pause * Double.random(in: 0.8...1.2)
      try? await outbox.markFailed(
        claim, errorCode: errorCode, nextAttemptTime: clock.now().adding(jittered), parks: parks)
    }
  }
}

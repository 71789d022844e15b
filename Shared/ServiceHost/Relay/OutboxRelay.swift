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
/// for the time of a lease. A delivery that fails is repeated after a pause that grows, for as long
/// as the destination is away. An event that the destination refuses a number of times is parked,
/// where the command `outbox` shows it; it holds up no event of another subject.
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
  private let refusalsMax: Int
  private let logger: Logger

  package init(
    destination: String, outbox: Outbox, client: EventsV1.EventServiceClient,
    credentials: ServiceCredentials, clock: any WallClock, interval: Duration, refusalsMax: Int,
    logger: Logger
  ) {
    self.destination = destination
    self.outbox = outbox
    self.client = client
    self.credentials = credentials
    self.clock = clock
    self.interval = interval
    self.refusalsMax = refusalsMax
    self.logger = logger
  }

  package func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        let count = outbox.announcementCount
        switch await deliverOnce() {
        case .delivered: continue
        case .nothingDue: await outbox.waitForEvents(since: count, atMost: interval)
        case .hindered: try? await Task.sleep(for: interval)
        }
      }
    }
  }

  /// What became of a round.
  enum Round: Hashable {
    /// There may be more to deliver.
    case delivered
    case nothingDue
    /// The destination or the database could not work.
    case hindered
  }

  /// Claims and delivers one batch.
  func deliverOnce() async -> Round {
    do {
      let now = clock.now()
      let claims = try await outbox.claim(
        destination: destination, limit: Self.batchMax, lease: Self.lease, now: now)
      var isAway = false
      for batch in Self.batches(claims) {
        let deliveries = await readable(batch)
        guard !deliveries.isEmpty else { continue }
        let failure = await deliver(deliveries, until: now.adding(Self.lease))
        if failure != nil { isAway = true }
      }
      return claims.isEmpty ? .nothingDue : isAway ? .hindered : .delivered
    } catch {
      if !Task.isCancelled {
        logger.warning(
          "outbox not readable",
          metadata: ["destination": "\(destination)", "error": "\(type(of: error))"])
      }
      return .hindered
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

  /// An event and the right to deliver it.
  private struct Delivery {
    var claim: OutboxClaim
    var event: EventsV1.Event
  }

  /// Why a call failed, with a code for operators.
  private enum Failure: Error {
    case outage(String)
    case refusal(String)
  }

  /// Decodes events; one that cannot be decoded is refused here and holds up no others.
  private func readable(_ claims: [OutboxClaim]) async -> [Delivery] {
    var deliveries: [Delivery] = []
    for claim in claims {
      do {
        let event = try EventsV1.Event(serializedBytes: claim.event.payload)
        deliveries.append(Delivery(claim: claim, event: event))
      } catch {
        await refuse(claim, errorCode: "UNREADABLE")
      }
    }
    return deliveries
  }

  /// Delivers a batch, or its events one by one when the destination does not take all of them.
  ///
  /// - Returns: The code of an outage; the events are then postponed.
  private func deliver(
    _ deliveries: [Delivery], until leaseExpireTime: Timestamp
  ) async -> String? {
    do throws(Failure) {
      try await send(deliveries)
      return nil
    } catch {
      // What was claimed by a relay that ends is claimed again when the lease runs out.
      guard !Task.isCancelled else { return RPCCode.cancelled.name }
      switch error {
      case .outage(let code):
        await postpone(deliveries, errorCode: code)
        return code
      case .refusal(let code) where deliveries.count == 1:
        await refuse(deliveries[0].claim, errorCode: code)
        return nil
      case .refusal:
        return await deliverOneByOne(deliveries, until: leaseExpireTime)
      }
    }
  }

  /// Delivers each event in a call of its own, so that only the offending one is refused.
  ///
  /// What is not reached before the lease runs out is left to whoever claims it next.
  private func deliverOneByOne(
    _ deliveries: [Delivery], until leaseExpireTime: Timestamp
  ) async -> String? {
    for (index, delivery) in deliveries.enumerated() {
      guard clock.now() < leaseExpireTime else { return nil }
      if let code = await deliver([delivery], until: leaseExpireTime) {
        await postpone(Array(deliveries[(index + 1)...]), errorCode: code)
        return code
      }
    }
    return nil
  }

  /// Makes one call and notes what became of each event.
  private func send(_ deliveries: [Delivery]) async throws(Failure) {
    do {
      let options = try await credentials.options(
        for: deliveries[0].claim.event.organization, timeout: Self.lease / 2)
      let response = try await client.deliverEvents(
        EventsV1.DeliverEventsRequest(events: deliveries.map(\.event)), options: options)
      try await settle(deliveries.map(\.claim), response.eventResults)
    } catch let status as RPCStatus {
      let code = status.code
      throw Self.isOutage(code) ? Failure.outage(code.name) : Failure.refusal(code.name)
    } catch {
      throw Failure.outage("\(type(of: error))")
    }
  }

  /// Whether a code says that the destination could not work, rather than what it thinks of an
  /// event.
  private static func isOutage(_ code: RPCCode) -> Bool {
    switch code {
    case .unavailable, .deadlineExceeded, .cancelled, .resourceExhausted, .unauthenticated,
      .permissionDenied:
      true
    case .ok, .unknown, .invalidArgument, .notFound, .alreadyExists, .failedPrecondition, .aborted,
      .outOfRange, .unimplemented, .internalError, .dataLoss:
      false
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
    for claim in refused { await refuse(claim, errorCode: "REJECTED") }
  }

  /// Notes an outage; the events are due again after a pause.
  private func postpone(_ deliveries: [Delivery], errorCode: String) async {
    guard !deliveries.isEmpty, !Task.isCancelled else { return }
    logger.warning(
      "events not delivered",
      metadata: [
        "destination": "\(destination)", "count": "\(deliveries.count)", "error": "\(errorCode)",
      ])
    for delivery in deliveries {
      _ = await markFailed(delivery.claim, because: .outage, errorCode: errorCode)
    }
  }

  /// Notes a refusal of one event.
  private func refuse(_ claim: OutboxClaim, errorCode: String) async {
    let isParked = await markFailed(claim, because: .refusal, errorCode: errorCode)
    logger.error(
      "event refused",
      metadata: [
        "destination": "\(destination)", "event": "\(claim.event.eventID)",
        "type": "\(claim.event.type)", "error": "\(errorCode)", "parked": "\(isParked)",
      ])
  }

  private func markFailed(
    _ claim: OutboxClaim, because failure: OutboxFailure, errorCode: String
  ) async -> Bool {
    let pause = min(Self.backoffMax, .milliseconds(100 << min(claim.attempts, 10)))
    let nextAttemptTime = clock.now().adding(pause * Double.random(in: 0.8...1.2))
    do {
      return try await outbox.markFailed(
        claim, because: failure, errorCode: errorCode, nextAttemptTime: nextAttemptTime,
        refusalsMax: refusalsMax)
    } catch {
      // The event is claimed again when its lease runs out.
      return false
    }
  }
}

import Kernel
import Messages
import Postgres
import Protobuf
import RPC
import Synchronization
import TestSupport
import Testing

@testable import ServiceHost

/// Receives events as a test says, and remembers the calls.
private final class Receiver: EventsV1.EventService {
  static let deliverEventsPolicy = MethodPolicy(
    access: .services([SampleService.name]), deadlineMax: .seconds(30))

  struct Call: Hashable, Sendable {
    var organization: String
    /// Each as `subject version`.
    var events: [String]
  }

  /// What a call is answered with; the number counts calls from 1.
  typealias Answer =
    @Sendable (_ number: Int, _ events: [EventsV1.Event]) throws(RPCStatus)
    -> [EventsV1.EventResult.Outcome]

  private let received = Mutex<[Call]>([])
  private let answer: Answer

  init(_ answer: @escaping Answer = { _, events in events.map { _ in .applied } }) {
    self.answer = answer
  }

  var calls: [Call] { received.withLock { $0 } }

  /// The events of each call.
  var events: [[String]] { calls.map(\.events) }

  func deliverEvents(
    _ request: EventsV1.DeliverEventsRequest, _ call: CallContext
  ) async throws -> EventsV1.DeliverEventsResponse {
    let number = received.withLock { calls in
      calls.append(
        Call(
          organization: call.caller.organization.rawValue,
          events: request.events.map { "\($0.subject) \($0.subjectVersion)" }))
      return calls.count
    }
    let outcomes = try answer(number, request.events)
    return EventsV1.DeliverEventsResponse(
      eventResults: outcomes.map { EventsV1.EventResult(outcome: $0) })
  }
}

/// A relay from a database to a receiver.
private struct RelayFixture {
  static let refusalsMax = 3

  let peers: PeerFixture
  let outbox: Outbox
  let relay: OutboxRelay

  static func with(
    _ receiver: Receiver, _ test: (RelayFixture) async throws -> Void
  ) async throws {
    try await PeerFixture.with([receiver]) { peers in
      let outbox = Outbox(pool: peers.pool)
      let relay = OutboxRelay(
        destination: "quality", outbox: outbox,
        client: EventsV1.EventServiceClient(peers.client), credentials: peers.credentials,
        clock: peers.clock, interval: .milliseconds(10), refusalsMax: refusalsMax,
        logger: PeerFixture.silent)
      try await test(RelayFixture(peers: peers, outbox: outbox, relay: relay))
    }
  }

  /// Writes events, each given as `subject version`.
  ///
  /// - Parameters:
  ///   - names: The events.
  ///   - organization: Whose events they are.
  ///   - textBytes: How much text an event carries.
  ///   - isReadable: Whether the payload is a message.
  /// - Throws: What the database throws.
  func append(
    _ names: [String], of organization: String = "acme", textBytes: Int = 0,
    isReadable: Bool = true
  ) async throws {
    let organization = OrganizationID(stored: organization)
    let ids = UUIDv7Generator(clock: peers.clock)
    try await peers.pool.withTransaction(.organization(organization)) { transaction in
      for name in names {
        let parts = name.split(separator: " ").map(String.init)
        let id = ids.makeUUID()
        let event = EventsV1.Event(
          eventID: "\(id)", subject: parts[0], subjectVersion: Int64(parts[1]) ?? 0,
          payload: .evaluationReleased(
            EventsV1.EvaluationReleased(
              failedQuestions: [
                EventsV1.FailedQuestion(comment: String(repeating: "x", count: textBytes))
              ])))
        try transaction.append(
          OutboxEvent(
            eventID: id, organization: organization, subject: event.subject,
            subjectVersion: event.subjectVersion, type: EventsV1.Event.protobufName,
            payload: isReadable ? event.serializedBytes() : [0xff],
            destinations: ["quality"]))
      }
    }
  }

  /// Makes postponed deliveries due, then delivers until nothing is due.
  func deliver() async {
    peers.clock.advance(by: .seconds(60))
    while await relay.deliverOnce() == .delivered {}
  }

  func backlog() async throws -> OutboxBacklog {
    try await outbox.backlog(destination: "quality")
  }

  func expectBacklog(
    waiting: Int, parked: Int, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let backlog = try await backlog()
    #expect(backlog.waitingCount == waiting, sourceLocation: sourceLocation)
    #expect(backlog.parkedCount == parked, sourceLocation: sourceLocation)
  }
}

@Suite("OutboxRelay.deliverOnce")
struct OutboxRelayTests {
  private static func status(_ code: RPCCode) -> RPCStatus {
    RPCStatus(code: code, message: "A test wants it.")
  }

  @Test("delivers the events of a subject in their order, and subjects side by side")
  func order() async throws {
    let receiver = Receiver()
    try await RelayFixture.with(receiver) { fixture in
      try await fixture.append(["a 1", "b 1", "a 2", "a 3"])
      await fixture.deliver()
      #expect(receiver.events == [["a 1", "b 1"], ["a 2"], ["a 3"]])
      try await fixture.expectBacklog(waiting: 0, parked: 0)
    }
  }

  @Test(
    "never parks because of an outage, and counts a refusal after it as the first",
    arguments: [
      RPCCode.unavailable, .deadlineExceeded, .cancelled, .resourceExhausted, .unauthenticated,
      .permissionDenied,
    ])
  func outage(code: RPCCode) async throws {
    let attempts = 2 * RelayFixture.refusalsMax
    let receiver = Receiver { number, events throws(RPCStatus) in
      guard number > attempts else { throw Self.status(code) }
      return [number == attempts + 1 ? .rejected : .applied]
    }
    try await RelayFixture.with(receiver) { fixture in
      try await fixture.append(["a 1"])
      for _ in 0...attempts { await fixture.deliver() }
      #expect(receiver.calls.count == attempts + 1)
      try await fixture.expectBacklog(waiting: 1, parked: 0)
      await fixture.deliver()
      try await fixture.expectBacklog(waiting: 0, parked: 0)
    }
  }

  @Test("sends a whole batch again after an outage, and does not take it apart")
  func batchOutage() async throws {
    let receiver = Receiver { number, events throws(RPCStatus) in
      guard number > 1 else { throw Self.status(.unavailable) }
      return events.map { _ in .applied }
    }
    try await RelayFixture.with(receiver) { fixture in
      try await fixture.append(["a 1", "b 1"])
      await fixture.deliver()
      try await fixture.expectBacklog(waiting: 2, parked: 0)
      await fixture.deliver()
      #expect(receiver.events == [["a 1", "b 1"], ["a 1", "b 1"]])
      try await fixture.expectBacklog(waiting: 0, parked: 0)
    }
  }

  @Test(
    "delivers around an event that the receiver fails on, and parks it after its refusals",
    arguments: [
      RPCCode.unknown, .invalidArgument, .notFound, .alreadyExists, .failedPrecondition, .aborted,
      .outOfRange, .unimplemented, .internalError, .dataLoss,
    ])
  func poison(code: RPCCode) async throws {
    let receiver = Receiver { _, events throws(RPCStatus) in
      guard !events.contains(where: { $0.subject == "poison" }) else { throw Self.status(code) }
      return events.map { _ in .applied }
    }
    try await RelayFixture.with(receiver) { fixture in
      try await fixture.append(["a 1", "poison 1", "b 1", "poison 2"])
      await fixture.deliver()
      #expect(
        receiver.events == [["a 1", "poison 1", "b 1"], ["a 1"], ["poison 1"], ["b 1"]])
      for refusals in 2...RelayFixture.refusalsMax {
        try await fixture.expectBacklog(waiting: 2, parked: 0)
        try await fixture.append(["c \(refusals)"])
        await fixture.deliver()
      }
      try await fixture.expectBacklog(waiting: 1, parked: 1)
      let calls = receiver.calls.count
      await fixture.deliver()
      #expect(receiver.calls.count == calls)
      #expect(try await fixture.outbox.redrive(.all, to: "quality", by: "service:operator") == 1)
      await fixture.deliver()
      #expect(receiver.events.last == ["poison 1"])
      try await fixture.expectBacklog(waiting: 2, parked: 0)
    }
  }

  @Test("stops taking a batch apart when the receiver goes away, and counts no refusal for it")
  func outageWhileTakenApart() async throws {
    let receiver = Receiver { number, events throws(RPCStatus) in
      switch number {
      case 1: throw Self.status(.internalError)
      case 3: throw Self.status(.unavailable)
      default: return events.map { _ in .applied }
      }
    }
    try await RelayFixture.with(receiver) { fixture in
      try await fixture.append(["a 1", "b 1", "c 1"])
      await fixture.deliver()
      #expect(receiver.events == [["a 1", "b 1", "c 1"], ["a 1"], ["b 1"]])
      try await fixture.expectBacklog(waiting: 2, parked: 0)
      await fixture.deliver()
      #expect(receiver.events.last == ["b 1", "c 1"])
      try await fixture.expectBacklog(waiting: 0, parked: 0)
    }
  }

  @Test("parks an event that is answered with REJECTED, and the rest of its subject waits")
  func rejection() async throws {
    let receiver = Receiver { _, events in
      events.map { $0.subject == "bad" ? .rejected : .applied }
    }
    try await RelayFixture.with(receiver) { fixture in
      try await fixture.append(["bad 1", "a 1", "bad 2"])
      for _ in 0..<RelayFixture.refusalsMax { await fixture.deliver() }
      #expect(receiver.events == [["bad 1", "a 1"], ["bad 1"], ["bad 1"]])
      try await fixture.expectBacklog(waiting: 1, parked: 1)
    }
  }

  @Test("delivers the rest of a subject in its order once the event before it is discarded")
  func discard() async throws {
    let receiver = Receiver { _, events in
      events.map { $0.subjectVersion == 1 ? .rejected : .applied }
    }
    try await RelayFixture.with(receiver) { fixture in
      try await fixture.append(["a 1", "a 2", "a 3"])
      for _ in 0..<RelayFixture.refusalsMax { await fixture.deliver() }
      try await fixture.expectBacklog(waiting: 2, parked: 1)
      let parked = try #require(
        try await fixture.outbox.deliveries(
          to: "quality", parkedOnly: true, after: 0, limit: 1
        ).first)
      let isDiscarded = try await fixture.outbox.discard(
        eventID: parked.eventID, to: "quality", because: "A test wants it.",
        by: "service:operator", now: fixture.peers.clock.now())
      #expect(isDiscarded)
      await fixture.deliver()
      #expect(receiver.events == [["a 1"], ["a 1"], ["a 1"], ["a 2"], ["a 3"]])
      try await fixture.expectBacklog(waiting: 0, parked: 0)
    }
  }

  @Test("delivers a subject in its order once the cause is mended and it is re-driven")
  func redrive() async throws {
    let isMended = Mutex(false)
    let receiver = Receiver { _, events in
      events.map { _ in isMended.withLock { $0 } ? .applied : .rejected }
    }
    try await RelayFixture.with(receiver) { fixture in
      try await fixture.append(["a 1", "a 2", "b 1"])
      for _ in 0..<RelayFixture.refusalsMax { await fixture.deliver() }
      try await fixture.expectBacklog(waiting: 1, parked: 2)
      isMended.withLock { $0 = true }
      let redriven = try await fixture.outbox.redrive(
        .subject("a"), to: "quality", by: "service:operator")
      #expect(redriven == 1)
      await fixture.deliver()
      #expect(receiver.events.suffix(2) == [["a 1"], ["a 2"]])
      try await fixture.expectBacklog(waiting: 0, parked: 1)
    }
  }

  @Test("refuses an event that cannot be decoded here, and delivers those beside it")
  func unreadable() async throws {
    let receiver = Receiver()
    try await RelayFixture.with(receiver) { fixture in
      try await fixture.append(["bad 1"], isReadable: false)
      try await fixture.append(["a 1"])
      for _ in 0..<RelayFixture.refusalsMax { await fixture.deliver() }
      #expect(receiver.events == [["a 1"]])
      try await fixture.expectBacklog(waiting: 0, parked: 1)
    }
  }

  @Test("sends an event again when its answer was lost, and takes DUPLICATE as delivered")
  func lostAnswer() async throws {
    let receiver = Receiver { number, _ throws(RPCStatus) in
      guard number > 1 else { throw Self.status(.unavailable) }
      return [.duplicate]
    }
    try await RelayFixture.with(receiver) { fixture in
      try await fixture.append(["a 1"])
      await fixture.deliver()
      await fixture.deliver()
      #expect(receiver.events == [["a 1"], ["a 1"]])
      try await fixture.expectBacklog(waiting: 0, parked: 0)
    }
  }

  @Test("speaks for one organization in a call")
  func organizations() async throws {
    let receiver = Receiver()
    try await RelayFixture.with(receiver) { fixture in
      try await fixture.append(["a 1"])
      try await fixture.append(["a 1"], of: "globex")
      try await fixture.append(["b 1"])
      await fixture.deliver()
      #expect(
        receiver.calls == [
          Receiver.Call(organization: "acme", events: ["a 1", "b 1"]),
          Receiver.Call(organization: "globex", events: ["a 1"]),
        ])
    }
  }

  @Test("keeps calls below the size that a receiver accepts")
  func bytes() async throws {
    let receiver = Receiver()
    try await RelayFixture.with(receiver) { fixture in
      let half = OutboxRelay.batchBytesMax / 2
      try await fixture.append(["a 1", "b 1", "c 1"], textBytes: half - 200)
      try await fixture.append(["d 1"], textBytes: OutboxRelay.batchBytesMax + 1)
      await fixture.deliver()
      #expect(receiver.events == [["a 1", "b 1"], ["c 1"], ["d 1"]])
      try await fixture.expectBacklog(waiting: 0, parked: 0)
    }
  }
}

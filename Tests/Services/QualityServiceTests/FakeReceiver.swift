internal import Messages
internal import Postgres
internal import RPC
internal import ServiceHost

/// A service in the place of all that quality tells of its releases.
struct FakeReceiver: ServiceDefinition {
  static let name = "gamification"
  static let migrations =
    [Migration.infrastructure(version: 1, schema: "gamification")]
    + Migration.auditRetention(from: 2, schema: "gamification")
  static let keepsDirectoryCopy = false

  static func makeParts(_ context: ServiceContext) -> ServiceParts {
    [RecordingEventService()]
  }
}

/// Answers every event as applied and remembers it for ``ReceivedEvents``.
struct RecordingEventService: EventsV1.EventService {
  static let deliverEventsPolicy = MethodPolicy(access: .anybody, deadlineMax: .seconds(30))

  func deliverEvents(
    _ request: EventsV1.DeliverEventsRequest, _ call: CallContext
  ) async throws -> EventsV1.DeliverEventsResponse {
    for event in request.events { ReceivedEvents.stream.continuation.yield(event) }
    return EventsV1.DeliverEventsResponse(
      eventResults: request.events.map {
        EventsV1.EventResult(eventID: $0.eventID, outcome: .applied)
      })
  }
}

/// The events that the fake has received, for the one test that uses it.
enum ReceivedEvents {
  static let stream = AsyncStream.makeStream(of: EventsV1.Event.self)
}

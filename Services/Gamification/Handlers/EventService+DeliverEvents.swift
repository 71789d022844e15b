internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension EventService {
  package static let deliverEventsPolicy = MethodPolicy(
    access: .services(["quality", "learning"]), deadlineMax: .seconds(30))

  package func deliverEvents(
    _ request: EventsV1.DeliverEventsRequest, _ call: CallContext
  ) async throws -> EventsV1.DeliverEventsResponse {
    guard request.events.count <= Self.eventsMax else {
      throw ValidationError(
        field: "events", reason: "must have at most \(Self.eventsMax) events")
    }
    var results: [EventsV1.EventResult] = []
    for event in request.events { results.append(try await result(of: event, call)) }
    return EventsV1.DeliverEventsResponse(eventResults: results)
  }

  /// Applies an event; only trouble that a repetition may overcome is thrown.
  private func result(
    of message: EventsV1.Event, _ call: CallContext
  ) async throws -> EventsV1.EventResult {
    do {
      let event = try ReceivedEvent(message, source: call.caller.key)
      guard let event else {
        return EventsV1.EventResult(eventID: message.eventID, outcome: .ignored)
      }
      let application = try await events.apply(
        in: call.caller.organization, event, at: clock.now())
      return Self.result(application, of: message)
    } catch let error as ValidationError {
      return EventsV1.EventResult(
        eventID: message.eventID, outcome: .rejected, reason: error.description)
    }
  }

  private static func result(
    _ application: EventApplication, of message: EventsV1.Event
  ) -> EventsV1.EventResult {
    let outcome: EventsV1.EventResult.Outcome =
      switch application {
      case .applied: .applied
      case .duplicate: .duplicate
      case .ignored, .tooLate: .ignored
      }
    return EventsV1.EventResult(
      eventID: message.eventID, outcome: outcome,
      reason: application == .tooLate ? "came after the window in which scores may change" : "")
  }
}

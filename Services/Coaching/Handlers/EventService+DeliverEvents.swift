internal import Kernel
internal import CoachingDomain
package import Messages
package import RPC

extension EventService {
  package static let deliverEventsPolicy = MethodPolicy(
    access: .services(["quality"]), deadlineMax: .seconds(30))

  /// The largest number of events in a call.
  package static var eventsMax: Int { 100 }

  package func deliverEvents(
    _ request: EventsV1.DeliverEventsRequest, _ call: CallContext
  ) async throws -> EventsV1.DeliverEventsResponse {
    guard (1...Self.eventsMax).contains(request.events.count) else {
      throw ValidationError(field: "events", reason: "must have 1 to \(Self.eventsMax) entries")
    }
    var results: [EventsV1.EventResult] = []
    for event in request.events {
      results.append(try await deliver(event, from: call.caller))
    }
    return EventsV1.DeliverEventsResponse(eventResults: results)
  }

  private func deliver(
    _ event: EventsV1.Event, from caller: Caller
  ) async throws -> EventsV1.EventResult {
    let evaluation: ReleasedEvaluation
    let received: ReceivedEvent
    do throws(ValidationError) {
      received = try ReceivedEvent(event, from: caller)
      guard let released = try ReleasedEvaluation(payloadOf: event) else {
        return EventsV1.EventResult(eventID: event.eventID, outcome: .ignored)
      }
      evaluation = released
    } catch {
      return EventsV1.EventResult(
        eventID: event.eventID, outcome: .rejected, reason: error.description)
    }
    let application = try await appointments.draft(
      in: caller.organization, after: evaluation, event: received, at: clock.now())
    return EventsV1.EventResult(
      eventID: event.eventID, outcome: application == .applied ? .applied : .duplicate)
  }
}

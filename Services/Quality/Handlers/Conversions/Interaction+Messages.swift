internal import Kernel
internal import Messages
internal import QualityDomain
internal import RPC
internal import WellKnownMessages

extension QualityV1.Interaction {
  init(_ interaction: Interaction) {
    let facts = interaction.facts
    self.init(
      interactionID: facts.id.rawValue, agentID: facts.agent?.rawValue ?? "",
      queueID: facts.queue.rawValue, startTime: GoogleProtobuf.Timestamp(facts.startTime),
      waitDuration: GoogleProtobuf.Duration(microseconds: facts.waitMicroseconds),
      handleDuration: GoogleProtobuf.Duration(microseconds: facts.handleMicroseconds),
      outcome: Outcome(facts.outcome), workday: GoogleType.Date(interaction.workday))
  }
}

extension QualityV1.Interaction.Outcome {
  init(_ outcome: InteractionFacts.Outcome) {
    switch outcome {
    case .served: self = .served
    case .abandoned: self = .abandoned
    case .ignored: self = .ignored
    }
  }
}

extension InteractionFacts {
  /// The earliest start that is stored, 1970-01-01T00:00:00Z, and the latest, 9999-12-30: no time
  /// zone moves the workday out of what a date can say.
  private static var startSeconds: ClosedRange<Int64> { 0...253_402_127_999 }

  /// Reads what the platform says; errors name the fields of the interaction.
  init(_ message: QualityV1.Interaction) throws(ValidationError) {
    self.init(
      id: try InteractionID(parsing: message.interactionID, field: "interaction_id"),
      agent: try PersonID.optional(message.agentID, field: "agent_id"),
      queue: try QueueID(parsing: message.queueID, field: "queue_id"),
      startTime: try Self.startTime(message.startTime),
      waitMicroseconds: try message.waitDuration?.microseconds(field: "wait_duration") ?? 0,
      handleMicroseconds: try message.handleDuration?.microseconds(field: "handle_duration") ?? 0,
      outcome: try Outcome(message.outcome))
  }

  private static func startTime(
    _ message: GoogleProtobuf.Timestamp?
  ) throws(ValidationError) -> Timestamp {
    guard let message else { throw ValidationError(field: "start_time", reason: "is required") }
    guard startSeconds.contains(message.seconds),
      let time = Timestamp(seconds: message.seconds, nanoseconds: message.nanos)
    else {
      throw ValidationError(
        field: "start_time", reason: "must be an instant from 1970-01-01 to 9999-12-30")
    }
    return time
  }
}

extension InteractionFacts.Outcome {
  init(_ message: QualityV1.Interaction.Outcome) throws(ValidationError) {
    switch message {
    case .served: self = .served
    case .abandoned: self = .abandoned
    case .ignored: self = .ignored
    case .unspecified: throw ValidationError(field: "outcome", reason: "is required")
    case .unrecognized(let number):
      throw ValidationError(field: "outcome", reason: "has the unknown value \(number)")
    }
  }
}

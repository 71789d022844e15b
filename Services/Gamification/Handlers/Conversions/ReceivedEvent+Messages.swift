internal import GamificationDomain
internal import Kernel
internal import Messages
internal import RPC

extension ReceivedEvent {
  /// Reads an event; `nil` when its kind means nothing for points.
  ///
  /// The source is the ``Caller/key`` of the service that sent it.
  ///
  /// - Throws: ``ValidationError`` that names the field of the event that is wrong.
  init?(_ message: EventsV1.Event, source: String) throws(ValidationError) {
    guard let payload = message.payload else { return nil }
    guard let id = UUIDBits(message.eventID) else {
      throw ValidationError(field: "event_id", reason: "must be a UUID with 36 characters")
    }
    switch payload {
    case .evaluationReleased(let evaluation):
      self.init(id: id, source: source, fact: try Fact.reading(evaluation))
    case .assignmentCompleted(let assignment):
      self.init(id: id, source: source, fact: try Fact.reading(assignment))
    }
  }
}

extension Fact {
  /// Reads the score of a released evaluation; `nil` when it has none.
  fileprivate static func reading(
    _ evaluation: EventsV1.EvaluationReleased
  ) throws(ValidationError) -> Fact? {
    let path = "evaluation_released"
    let id = try uuid(evaluation.evaluationID, field: "\(path).evaluation_id")
    let agent = try PersonID(parsing: evaluation.agentID, field: "\(path).agent_id")
    let workday = try Workday(evaluation.releaseWorkday, field: "\(path).release_workday")
    guard let score = evaluation.scoreBasisPoints else { return nil }
    do {
      return try Fact(evaluation: id, of: agent, scoreBasisPoints: score, on: workday)
    } catch {
      throw ValidationError(field: "\(path).\(error.field)", reason: error.reason)
    }
  }

  fileprivate static func reading(
    _ assignment: EventsV1.AssignmentCompleted
  ) throws(ValidationError) -> Fact {
    let path = "assignment_completed"
    return try Fact(
      assignment: try uuid(assignment.assignmentID, field: "\(path).assignment_id"),
      by: try PersonID(parsing: assignment.personID, field: "\(path).person_id"),
      on: try Workday(assignment.completeWorkday, field: "\(path).complete_workday"))
  }

  private static func uuid(
    _ text: String, field: String
  ) throws(ValidationError) -> UUIDBits {
    guard let id = UUIDBits(text) else {
      throw ValidationError(field: field, reason: "must be a UUID with 36 characters")
    }
    return id
  }
}

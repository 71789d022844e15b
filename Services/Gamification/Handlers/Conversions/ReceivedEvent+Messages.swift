internal import GamificationDomain
internal import Kernel
internal import Messages
internal import RPC

extension ReceivedEvent {
  init?(_ message: EventsV1.Event, source: String) throws(ValidationError) {
    guard let payload = message.payload else { return nil }
    guard let id = UUIDBits(message.eventID) else {
      throw ValidationError(field: "event_id", reason: "must be a UUID with 36 characters")
    }
    let content: Content?
    switch payload {
    case .evaluationReleased(let evaluation):
      content = try Content(evaluation, version: message.subjectVersion)
    case .assignmentCompleted(let assignment): content = try Content(assignment)
    }
    self.init(
      id: id, source: source, content: content,
      // What is no instant tells nothing.
      occurTime: try? Timestamp(message.occurTime, field: "occur_time"))
  }
}

extension ReceivedEvent.Content {
  /// A release without a score has no effect.
  fileprivate init?(
    _ evaluation: EventsV1.EvaluationReleased, version: Int64
  ) throws(ValidationError) {
    let path = "evaluation_released"
    let id = try Self.uuid(evaluation.evaluationID, field: "\(path).evaluation_id")
    let agent = try PersonID(parsing: evaluation.agentID, field: "\(path).agent_id")
    let workday = try Workday(evaluation.releaseWorkday, field: "\(path).release_workday")
    guard let basisPoints = evaluation.scoreBasisPoints else { return nil }
    guard (0...10_000).contains(basisPoints) else {
      throw ValidationError(
        field: "\(path).score_basis_points", reason: "must be from 0 to 10000")
    }
    let form = try Self.uuid(evaluation.formID, field: "\(path).form_id")
    guard version >= 1 else {
      throw ValidationError(field: "subject_version", reason: "must be from 1")
    }
    let score = EvaluationHistory.Score(
      agent: agent, form: form.description, workday: workday, basisPoints: basisPoints)
    self = .evaluation(
      EvaluationNews(
        id: id, entry: EvaluationHistory.Entry(version: version, change: .released(score))))
  }

  fileprivate init(_ assignment: EventsV1.AssignmentCompleted) throws(ValidationError) {
    let path = "assignment_completed"
    self = .assignment(
      try Self.uuid(assignment.assignmentID, field: "\(path).assignment_id"),
      PersonDay(
        person: try PersonID(parsing: assignment.personID, field: "\(path).person_id"),
        workday: try Workday(assignment.completeWorkday, field: "\(path).complete_workday")))
  }

  private static func uuid(_ text: String, field: String) throws(ValidationError) -> UUIDBits {
    guard let id = UUIDBits(text) else {
      throw ValidationError(field: field, reason: "must be a UUID with 36 characters")
    }
    return id
  }
}

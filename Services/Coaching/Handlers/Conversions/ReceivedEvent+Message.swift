internal import CoachingDomain
internal import Kernel
internal import Messages
internal import RPC

extension ReceivedEvent {
  /// The version of the payloads' meaning that the service knows.
  static var schemaVersion: Int32 { 1 }

  /// Reads what every event has.
  init(_ message: EventsV1.Event, from caller: Caller) throws(ValidationError) {
    guard let id = UUIDBits(message.eventID) else {
      throw ValidationError(field: "event_id", reason: "must be a UUID with 36 characters")
    }
    guard message.schemaVersion == Self.schemaVersion else {
      throw ValidationError(field: "schema_version", reason: "must be \(Self.schemaVersion)")
    }
    self.init(id: id, source: caller.sourceName)
  }
}

extension Caller {
  /// The name of the service that calls.
  fileprivate var sourceName: String {
    switch identity {
    case .service(let name): name
    case .person: preconditionFailure("the policy lets services only deliver events")
    }
  }
}

extension ReleasedEvaluation {
  /// Reads a released evaluation; `nil` when the event is of another kind.
  ///
  /// - Throws: ``ValidationError`` when the evaluation is not acceptable and never will be.
  init?(payloadOf event: EventsV1.Event) throws(ValidationError) {
    switch event.payload {
    case .evaluationReleased(let message):
      try self.init(message, releaseTime: try Timestamp(event.occurTime, field: "occur_time"))
    case .assignmentCompleted, nil: return nil
    }
  }

  private init(
    _ message: EventsV1.EvaluationReleased, releaseTime: Timestamp
  ) throws(ValidationError) {
    guard message.failedQuestions.count <= Self.failedQuestionsReceivedMax else {
      throw ValidationError(
        field: "failed_questions",
        reason: "must have at most \(Self.failedQuestionsReceivedMax) entries")
    }
    var questions: [CoachingDomain.FailedQuestion] = []
    for (index, question) in message.failedQuestions.enumerated() {
      let field = "failed_questions[\(index)]"
      questions.append(
        try FailedQuestion(
          group: try QuestionGroupID(parsing: question.groupID, field: "\(field).group_id"),
          question: try QuestionID(parsing: question.questionID, field: "\(field).question_id"),
          checkingText: question.text, isFatal: question.fatal, comment: question.comment,
          field: field))
    }
    self.init(
      id: try EvaluationID(parsing: message.evaluationID, field: "evaluation_id"),
      interaction: try InteractionID(parsing: message.interactionID, field: "interaction_id"),
      agent: try PersonID(parsing: message.agentID, field: "agent_id"), isFatal: message.fatal,
      failedQuestions: questions, releaseTime: releaseTime)
  }
}

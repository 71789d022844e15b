internal import Kernel
internal import LearningDomain
internal import Messages

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
    case .evaluationReleased(let message): try self.init(message)
    case .assignmentCompleted, nil: return nil
    }
  }

  private init(_ message: EventsV1.EvaluationReleased) throws(ValidationError) {
    guard message.groupResults.count <= Self.groupsMax else {
      throw ValidationError(
        field: "group_results", reason: "must have at most \(Self.groupsMax) entries")
    }
    let fatalGroups = Set(message.failedQuestions.filter(\.fatal).map(\.groupID))
    var groups: [Group] = []
    for (index, result) in message.groupResults.enumerated() {
      let field = "group_results[\(index)]"
      groups.append(
        Group(
          id: try QuestionGroupID(parsing: result.groupID, field: "\(field).group_id"),
          displayName: try CheckedText.check(
            result.displayName, characters: Self.groupNameCharacters,
            field: "\(field).display_name"),
          score: try BasisPoints?(
            result.scoreBasisPoints, field: "\(field).score_basis_points"),
          isFatallyFailed: fatalGroups.contains(result.groupID)))
    }
    self.init(
      id: try EvaluationID(parsing: message.evaluationID, field: "evaluation_id"),
      form: try FormID(parsing: message.formID, field: "form_id"),
      agent: try PersonID(parsing: message.agentID, field: "agent_id"),
      score: try BasisPoints?(message.scoreBasisPoints, field: "score_basis_points"),
      groups: groups)
  }
}

extension BasisPoints? {
  /// Reads an optional score.
  fileprivate init(_ value: Int32?, field: String) throws(ValidationError) {
    guard let value else {
      self = nil
      return
    }
    self = try BasisPoints(value, field: field)
  }
}

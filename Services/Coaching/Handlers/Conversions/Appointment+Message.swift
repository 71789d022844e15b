internal import CoachingDomain
internal import Kernel
internal import Messages
internal import RPC
internal import WellKnownMessages

extension AppointmentPlan {
  /// Reads what somebody plans; output-only fields do not matter.
  init(_ message: CoachingV1.Appointment?, field: String) throws(ValidationError) {
    guard let message else { throw ValidationError(field: field, reason: "is required") }
    try self.init(
      displayName: message.displayName,
      attendees: try Self.parse(
        message.attendeeIDs, countMax: Self.attendeesMax, field: "\(field).attendee_ids"),
      facilitator: try PersonID.optional(message.facilitatorID, field: "\(field).facilitator_id"),
      startTime: message.startTime == nil
        ? nil : try Timestamp(message.startTime, field: "\(field).start_time"),
      length: try AppointmentLength?(message.lengthDuration, field: "\(field).length_duration"),
      interactions: try Self.parse(
        message.interactionIDs, countMax: Self.interactionsMax,
        field: "\(field).interaction_ids"),
      field: field)
  }

  /// Reads ids; a list that is too long is refused before it is read.
  private static func parse<Entity>(
    _ texts: [String], countMax: Int, field: String
  ) throws(ValidationError) -> [PlatformID<Entity>] {
    guard texts.count <= countMax else {
      throw ValidationError(field: field, reason: "must have at most \(countMax) entries")
    }
    var ids: [PlatformID<Entity>] = []
    for (index, text) in texts.enumerated() {
      ids.append(try PlatformID(parsing: text, field: "\(field)[\(index)]"))
    }
    return ids
  }
}

extension AppointmentLength? {
  /// Reads a length; `nil` when it is absent.
  init(_ message: GoogleProtobuf.Duration?, field: String) throws(ValidationError) {
    guard let message else {
      self = nil
      return
    }
    self = try AppointmentLength(Swift.Duration(message), field: field)
  }
}

extension CoachingV1.Appointment {
  init(_ appointment: CoachingAppointment) {
    let plan = appointment.plan
    self.init(
      appointmentID: appointment.id.description,
      state: appointment.state == .scheduled ? .scheduled : .draft,
      displayName: plan.displayName, attendeeIDs: plan.attendees.map(\.rawValue),
      facilitatorID: plan.facilitator?.rawValue ?? "",
      startTime: plan.startTime.map { GoogleProtobuf.Timestamp($0) },
      lengthDuration: GoogleProtobuf.Duration(plan.length.duration),
      interactionIDs: plan.interactions.map(\.rawValue),
      evaluation: appointment.evaluation.map { CoachingV1.EvaluationReference($0) },
      dueTime: appointment.dueTime.map { GoogleProtobuf.Timestamp($0) },
      createTime: GoogleProtobuf.Timestamp(appointment.createTime))
  }
}

extension CoachingV1.EvaluationReference {
  init(_ reference: CoachingDomain.EvaluationReference) {
    self.init(
      evaluationID: reference.id.description,
      failedQuestions: reference.failedQuestions.map { question in
        CoachingV1.FailedQuestion(
          groupID: question.group.rawValue, questionID: question.question.rawValue,
          text: question.text, fatal: question.isFatal, comment: question.comment)
      })
  }
}

extension AppointmentState? {
  /// Reads the state that a list is limited to; `nil` for all.
  init(_ state: CoachingV1.Appointment.State, field: String) throws(ValidationError) {
    switch state {
    case .unspecified: self = nil
    case .draft: self = .draft
    case .scheduled: self = .scheduled
    case .unrecognized: throw ValidationError(field: field, reason: "is not a known state")
    }
  }
}

package import Kernel

/// A coaching conversation between a facilitator and attendees.
package struct CoachingAppointment: Hashable, Sendable {
  package let id: AppointmentID
  package private(set) var plan: AppointmentPlan
  /// The evaluation that led to it; `nil` when somebody made the appointment by hand.
  package let evaluation: EvaluationReference?
  /// Until when it should have taken place; `nil` for none.
  package let dueTime: Timestamp?
  package let createTime: Timestamp

  package init(
    id: AppointmentID, plan: AppointmentPlan, evaluation: EvaluationReference?,
    dueTime: Timestamp?, createTime: Timestamp
  ) {
    self.id = id
    self.plan = plan
    self.evaluation = evaluation
    self.dueTime = dueTime
    self.createTime = createTime
  }

  /// Where the appointment is in its life.
  package var state: AppointmentState {
    plan.facilitator != nil && plan.startTime != nil ? .scheduled : .draft
  }

  /// Whether somebody takes part, as attendee or facilitator; who does always sees it.
  package func involves(_ person: PersonID) -> Bool {
    plan.facilitator == person || plan.attendees.contains(person)
  }

  /// The appointment with facilitator and time.
  ///
  /// The minute that has begun at `now` still counts as the future.
  ///
  /// - Throws: ``CoachingError/appointmentNotDraft(_:)`` when they are fixed already,
  ///   ``CoachingError/startsInPast``, ``CoachingError/facilitatorAttends`` when the facilitator is
  ///   one of the attendees.
  package func scheduled(
    _ schedule: AppointmentSchedule, now: Timestamp
  ) throws(CoachingError) -> CoachingAppointment {
    guard state == .draft else { throw .appointmentNotDraft(id) }
    guard schedule.startTime >= now.roundedDownToMinute else { throw .startsInPast }
    guard !plan.attendees.contains(schedule.facilitator) else { throw .facilitatorAttends }
    var appointment = self
    appointment.plan.facilitator = schedule.facilitator
    appointment.plan.startTime = schedule.startTime
    appointment.plan.length = schedule.length ?? plan.length
    return appointment
  }

  /// About how many bytes of text the appointment has, for limits on messages.
  package var textByteCount: Int {
    let people = plan.attendees.reduce(0) { $0 + $1.rawValue.utf8.count + 2 }
    let interactions = plan.interactions.reduce(0) { $0 + $1.rawValue.utf8.count + 2 }
    let questions = (evaluation?.failedQuestions ?? []).reduce(0) { $0 + $1.textByteCount }
    return 256 + plan.displayName.utf8.count + people + interactions + questions
  }
}

/// Where an appointment is in its life.
package enum AppointmentState: Hashable, Sendable {
  /// There is no time or no facilitator yet.
  case draft
  /// Facilitator and time are fixed.
  case scheduled
}

/// The evaluation that led to an appointment.
package struct EvaluationReference: Hashable, Sendable {
  package let id: EvaluationID
  /// The questions that did not get the best answer, in the order of the form.
  package let failedQuestions: [FailedQuestion]

  package init(id: EvaluationID, failedQuestions: [FailedQuestion]) {
    self.id = id
    self.failedQuestions = failedQuestions
  }
}

/// A question that did not get the best answer.
package struct FailedQuestion: Hashable, Sendable {
  /// The longest text of a question, in characters.
  package static var textCharacters: ClosedRange<Int> { 0...500 }
  /// The longest comment, in characters.
  package static var commentCharacters: ClosedRange<Int> { 0...2_000 }

  package let group: QuestionGroupID
  package let question: QuestionID
  package let text: String
  /// Whether its failure makes the total score 0.
  package let isFatal: Bool
  /// The evaluator's comment; may be empty.
  package let comment: String

  package init(
    group: QuestionGroupID, question: QuestionID, text: String, isFatal: Bool, comment: String
  ) {
    self.group = group
    self.question = question
    self.text = text
    self.isFatal = isFatal
    self.comment = comment
  }

  /// Checks a failed question that came from another service.
  ///
  /// - Throws: ``ValidationError`` that names the field below `field`.
  package init(
    group: QuestionGroupID, question: QuestionID, checkingText text: String, isFatal: Bool,
    comment: String, field: String
  ) throws(ValidationError) {
    self.init(
      group: group, question: question,
      text: try CheckedText.check(
        text, characters: Self.textCharacters, field: "\(field).text"),
      isFatal: isFatal,
      comment: try CheckedText.check(
        comment, characters: Self.commentCharacters, field: "\(field).comment"))
  }

  fileprivate var textByteCount: Int {
    16 + group.rawValue.utf8.count + question.rawValue.utf8.count + text.utf8.count
      + comment.utf8.count
  }
}

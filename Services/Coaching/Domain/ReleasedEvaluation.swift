package import Kernel

/// What coaching needs to know of an evaluation that was released to its agent.
package struct ReleasedEvaluation: Hashable, Sendable {
  /// How long after the release the coaching should have taken place: 48 hours.
  ///
  /// Source: domain.md X03, "Fatal failure → 48 h SLA draft".
  package static var coachingDelayMax: Duration { .seconds(48 * 3_600) }

  /// The largest number of failed questions of an evaluation: 50 groups of 100 questions.
  package static var failedQuestionsReceivedMax: Int { 5_000 }

  /// The largest number of failed questions that an appointment keeps.
  ///
  /// When there are more, fatal ones are kept before others.
  package static var failedQuestionsMax: Int { 100 }

  package let id: EvaluationID
  package let interaction: InteractionID
  package let agent: PersonID
  /// Whether a fatal question failed.
  package let isFatal: Bool
  /// The questions that did not get the best answer, in the order of the form.
  package let failedQuestions: [FailedQuestion]
  package let releaseTime: Timestamp

  package init(
    id: EvaluationID, interaction: InteractionID, agent: PersonID, isFatal: Bool,
    failedQuestions: [FailedQuestion], releaseTime: Timestamp
  ) {
    self.id = id
    self.interaction = interaction
    self.agent = agent
    self.isFatal = isFatal
    self.failedQuestions = failedQuestions
    self.releaseTime = releaseTime
  }

  /// The draft that the evaluation leads to; `nil` unless a fatal question failed.
  package func appointment(id: AppointmentID, at now: Timestamp) -> CoachingAppointment? {
    guard isFatal else { return nil }
    return CoachingAppointment(
      id: id,
      plan: AppointmentPlan(
        storedDisplayName: "Evaluation with a failed fatal question", attendees: [agent],
        facilitator: nil, startTime: nil, length: .standard, interactions: [interaction]),
      evaluation: EvaluationReference(id: self.id, failedQuestions: keptQuestions),
      dueTime: releaseTime.adding(Self.coachingDelayMax), createTime: now)
  }

  private var keptQuestions: [FailedQuestion] {
    guard failedQuestions.count > Self.failedQuestionsMax else { return failedQuestions }
    let indices = failedQuestions.indices
    let fatal = indices.filter { failedQuestions[$0].isFatal }
    let other = indices.filter { !failedQuestions[$0].isFatal }
    return (fatal + other).prefix(Self.failedQuestionsMax).sorted().map { failedQuestions[$0] }
  }
}

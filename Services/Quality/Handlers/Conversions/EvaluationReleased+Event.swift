internal import Kernel
internal import Messages
internal import Protobuf
package import QualityDomain
internal import RPC
internal import WellKnownMessages

extension EvaluationReleased {
  /// The version of what the payload means.
  private static var schemaVersion: Int32 { 1 }

  /// The event as it travels to the other services.
  package var eventBytes: [UInt8] { event.serializedBytes() }

  private var event: EventsV1.Event {
    let time = GoogleProtobuf.Timestamp(release.time)
    return EventsV1.Event(
      eventID: eventID.description, subject: subject, subjectVersion: evaluation.version,
      schemaVersion: Self.schemaVersion, occurTime: time, recordTime: time,
      payload: .evaluationReleased(payload))
  }

  private var payload: EventsV1.EvaluationReleased {
    EventsV1.EvaluationReleased(
      evaluationID: evaluation.id.description, formID: evaluation.form.description,
      formVersion: evaluation.formVersion, interactionID: evaluation.interaction.rawValue,
      agentID: evaluation.agent.rawValue, evaluatorID: evaluation.evaluator.rawValue,
      releaseWorkday: GoogleType.Date(release.workday),
      scoreBasisPoints: submission.score.totalBasisPoints,
      criticalScoreBasisPoints: submission.score.criticalBasisPoints,
      fatal: submission.score.isFatal,
      groupResults: groupResults.map {
        EventsV1.GroupResult(
          groupID: $0.id.rawValue, displayName: $0.displayName,
          scoreBasisPoints: $0.basisPoints)
      },
      failedQuestions: failedQuestions.map {
        EventsV1.FailedQuestion(
          groupID: $0.group.rawValue, questionID: $0.question.rawValue, text: $0.text,
          critical: $0.isCritical, fatal: $0.isFatal, comment: $0.comment)
      })
  }
}

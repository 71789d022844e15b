import Kernel
import Messages
import WellKnownMessages

/// Messages that the tests share.
enum Samples {
  static let unknownID = "0190f5fe-7c2e-7abc-8000-0000000000ff"
  static let requestID = "11111111-2222-4333-8444-555555555555"
  /// 2024-03-10T22:30:30Z.
  static let now = Timestamp(microseconds: 1_710_109_830_000_000)

  static func appointment(
    _ displayName: String = "Greeting", attendees: [String] = ["agent-1"], facilitator: String = "",
    startSeconds: Int64? = nil, minutes: Int64? = nil, interactions: [String] = []
  ) -> CoachingV1.Appointment {
    CoachingV1.Appointment(
      displayName: displayName, attendeeIDs: attendees, facilitatorID: facilitator,
      startTime: startSeconds.map { GoogleProtobuf.Timestamp(seconds: $0, nanos: 999_999_999) },
      lengthDuration: minutes.map { GoogleProtobuf.Duration(seconds: 60 * $0, nanos: 0) },
      interactionIDs: interactions)
  }

  /// An evaluation of `agent-1` with the failed questions given, released at ``now``.
  static func release(
    event: Int, evaluation: Int = 1, fatal: Bool, questions: [EventsV1.FailedQuestion] = []
  ) -> EventsV1.Event {
    let payload = EventsV1.EvaluationReleased(
      evaluationID: id(0xe0, evaluation), formID: id(0xf0, 1), formVersion: 1,
      interactionID: "call-1", agentID: "agent-1", evaluatorID: "evaluator-1",
      releaseWorkday: GoogleType.Date(year: 2024, month: 3, day: 11), scoreBasisPoints: 0,
      fatal: fatal, failedQuestions: questions)
    return self.event(event, .evaluationReleased(payload))
  }

  static func event(
    _ number: Int, _ payload: EventsV1.Event.Payload?, schemaVersion: Int32 = 1
  ) -> EventsV1.Event {
    let time = GoogleProtobuf.Timestamp(seconds: now.seconds, nanos: 0)
    return EventsV1.Event(
      eventID: id(0xee, number), subject: "evaluation/\(number)", subjectVersion: 1,
      schemaVersion: schemaVersion, occurTime: time, recordTime: time, payload: payload)
  }

  static func question(
    _ number: Int, fatal: Bool = false, comment: String = ""
  ) -> EventsV1.FailedQuestion {
    EventsV1.FailedQuestion(
      groupID: "greeting", questionID: "q\(number)", text: "Question \(number)?", fatal: fatal,
      comment: comment)
  }

  /// A UUID that is told apart by a kind and a number.
  static func id(_ kind: UInt64, _ number: Int) -> String {
    UUIDBits(high: 0x0190_f5fe_7c2e_7abc, low: 0x8000_0000_0000_0000 | kind << 32 | UInt64(number))
      .description
  }
}

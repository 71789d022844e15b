import Kernel
import Messages
import WellKnownMessages

/// Messages that the tests share.
enum Samples {
  static let formID = "0190f5fe-7c2e-7abc-8000-0000000000f1"
  static let unknownID = "0190f5fe-7c2e-7abc-8000-0000000000ff"
  static let requestID = "11111111-2222-4333-8444-555555555555"

  static func module(
    _ displayName: String = "Greeting customers", days: Int32 = 7, groups: [String] = []
  ) -> LearningV1.Module {
    LearningV1.Module(
      displayName: displayName, description: "How to begin a conversation.", completionDays: days,
      questionGroupBindings: groups.map {
        LearningV1.QuestionGroupBinding(formID: formID, groupID: $0)
      })
  }

  /// An evaluation of `agent-1`, released with one result for each group.
  static func release(
    event: Int, evaluation: Int = 1, agent: String = "agent-1", score: Int32?,
    groups: [(id: String, score: Int32?)] = [], fatalGroups: [String] = []
  ) -> EventsV1.Event {
    let payload = EventsV1.EvaluationReleased(
      evaluationID: id(0xe0, evaluation), formID: formID, formVersion: 1,
      interactionID: "call-1", agentID: agent, evaluatorID: "evaluator-1",
      releaseWorkday: GoogleType.Date(year: 2024, month: 3, day: 11), scoreBasisPoints: score,
      fatal: !fatalGroups.isEmpty,
      groupResults: groups.map {
        EventsV1.GroupResult(
          groupID: $0.id, displayName: "Group \($0.id)", scoreBasisPoints: $0.score)
      },
      failedQuestions: fatalGroups.map {
        EventsV1.FailedQuestion(groupID: $0, questionID: "q", text: "Polite?", fatal: true)
      })
    return self.event(event, .evaluationReleased(payload))
  }

  static func event(
    _ number: Int, _ payload: EventsV1.Event.Payload?, schemaVersion: Int32 = 1
  ) -> EventsV1.Event {
    EventsV1.Event(
      eventID: id(0xee, number), subject: "evaluation/\(number)", subjectVersion: 1,
      schemaVersion: schemaVersion,
      occurTime: GoogleProtobuf.Timestamp(seconds: 1_710_110_000, nanos: 0),
      recordTime: GoogleProtobuf.Timestamp(seconds: 1_710_110_000, nanos: 0), payload: payload)
  }

  /// A UUID that is told apart by a kind and a number.
  static func id(_ kind: UInt64, _ number: Int) -> String {
    UUIDBits(high: 0x0190_f5fe_7c2e_7abc, low: 0x8000_0000_0000_0000 | kind << 32 | UInt64(number))
      .description
  }
}

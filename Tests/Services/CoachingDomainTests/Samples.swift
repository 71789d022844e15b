import CoachingDomain
import Kernel

/// Values that the tests of the domain share.
enum Samples {
  /// 2023-11-14T22:13:20Z.
  static let now = Timestamp(microseconds: 1_700_000_000_000_000)
  /// 2023-11-14T22:13:00Z.
  static let minute = Timestamp(microseconds: 1_699_999_980_000_000)
  static let id = AppointmentID(uuid: UUIDBits(high: 1, low: 1))
  static let agent = PersonID(stored: "agent-1")
  static let coach = PersonID(stored: "coach-1")

  static func plan(
    displayName: String = "Greeting", attendees: [PersonID] = [agent], facilitator: PersonID? = nil,
    startTime: Timestamp? = nil, length: AppointmentLength? = nil,
    interactions: [InteractionID] = []
  ) throws(ValidationError) -> AppointmentPlan {
    try AppointmentPlan(
      displayName: displayName, attendees: attendees, facilitator: facilitator,
      startTime: startTime, length: length, interactions: interactions, field: "appointment")
  }

  static func appointment(_ plan: AppointmentPlan) -> CoachingAppointment {
    CoachingAppointment(id: id, plan: plan, evaluation: nil, dueTime: nil, createTime: now)
  }

  static func question(
    _ number: Int, isFatal: Bool = false, comment: String = ""
  ) -> FailedQuestion {
    FailedQuestion(
      group: QuestionGroupID(stored: "g"), question: QuestionID(stored: "q\(number)"),
      text: "Question \(number)", isFatal: isFatal, comment: comment)
  }

  static func people(_ count: Int) -> [PersonID] {
    (0..<count).map { PersonID(stored: "p\($0)") }
  }
}

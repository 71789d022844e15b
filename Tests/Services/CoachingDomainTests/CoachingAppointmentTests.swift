import CoachingDomain
import Kernel
import Testing

@Suite("CoachingAppointment.scheduled")
struct CoachingAppointmentTests {
  private func schedule(
    _ facilitator: PersonID = Samples.coach, at startTime: Timestamp = Samples.now,
    length: AppointmentLength? = nil
  ) -> AppointmentSchedule {
    AppointmentSchedule(facilitator: facilitator, startTime: startTime, length: length)
  }

  @Test("fixes facilitator and time and keeps the length")
  func keepsLength() throws {
    let draft = Samples.appointment(try Samples.plan(length: .minutes45))
    #expect(draft.state == .draft)
    let appointment = try draft.scheduled(schedule(), now: Samples.now)
    #expect(appointment.state == .scheduled)
    #expect(appointment.plan.facilitator == Samples.coach)
    #expect(appointment.plan.startTime == Samples.minute)
    #expect(appointment.plan.length == .minutes45)
  }

  @Test("takes another length when one is given")
  func changesLength() throws {
    let draft = Samples.appointment(try Samples.plan(length: .minutes45))
    let appointment = try draft.scheduled(schedule(length: .minutes15), now: Samples.now)
    #expect(appointment.plan.length == .minutes15)
  }

  @Test("stays a draft while the facilitator or the time is missing")
  func halfPlanned() throws {
    #expect(Samples.appointment(try Samples.plan(facilitator: Samples.coach)).state == .draft)
    #expect(Samples.appointment(try Samples.plan(startTime: Samples.now)).state == .draft)
  }

  @Test("is refused when facilitator and time are fixed already")
  func notDraft() throws {
    let scheduled = Samples.appointment(
      try Samples.plan(facilitator: Samples.coach, startTime: Samples.now))
    #expect(throws: CoachingError.appointmentNotDraft(Samples.id)) {
      try scheduled.scheduled(schedule(), now: Samples.now)
    }
  }

  @Test("accepts the minute that has begun")
  func presentMinute() throws {
    let draft = Samples.appointment(try Samples.plan())
    let appointment = try draft.scheduled(schedule(at: Samples.minute), now: Samples.now)
    #expect(appointment.plan.startTime == Samples.minute)
  }

  @Test("refuses the minute before")
  func past() throws {
    let draft = Samples.appointment(try Samples.plan())
    let startTime = Samples.minute.adding(.microseconds(-1))
    #expect(throws: CoachingError.startsInPast) {
      try draft.scheduled(schedule(at: startTime), now: Samples.now)
    }
  }

  @Test("is refused when the facilitator is coached")
  func facilitatorAttends() throws {
    let draft = Samples.appointment(try Samples.plan())
    #expect(throws: CoachingError.facilitatorAttends) {
      try draft.scheduled(schedule(Samples.agent), now: Samples.now)
    }
  }

  @Test("involves attendees and the facilitator, and nobody else")
  func involvement() throws {
    let appointment = Samples.appointment(try Samples.plan(facilitator: Samples.coach))
    #expect(appointment.involves(Samples.agent))
    #expect(appointment.involves(Samples.coach))
    #expect(!appointment.involves(PersonID(stored: "agent-2")))
  }
}

@Suite("ReleasedEvaluation.appointment")
struct ReleasedEvaluationTests {
  private func evaluation(
    isFatal: Bool, _ questions: [FailedQuestion] = []
  ) -> ReleasedEvaluation {
    ReleasedEvaluation(
      id: EvaluationID(uuid: UUIDBits(high: 2, low: 1)),
      interaction: InteractionID(stored: "call-1"), agent: Samples.agent, isFatal: isFatal,
      failedQuestions: questions, releaseTime: Samples.now)
  }

  @Test("is nothing when no fatal question failed")
  func notFatal() {
    let evaluation = evaluation(isFatal: false, [Samples.question(1)])
    #expect(evaluation.appointment(id: Samples.id, at: Samples.now) == nil)
  }

  @Test("is a draft with interaction and failed questions, due 48 hours after the release")
  func fatal() throws {
    let questions = [Samples.question(1), Samples.question(2, isFatal: true, comment: "rude")]
    let received = Samples.now.adding(.seconds(60))
    let appointment = try #require(
      evaluation(isFatal: true, questions).appointment(id: Samples.id, at: received))
    #expect(appointment.state == .draft)
    #expect(appointment.plan.attendees == [Samples.agent])
    #expect(appointment.plan.interactions == [InteractionID(stored: "call-1")])
    #expect(appointment.evaluation?.failedQuestions == questions)
    #expect(appointment.dueTime == Samples.now.adding(.seconds(172_800)))
    #expect(appointment.createTime == received)
  }

  @Test("keeps 100 failed questions in their order, fatal ones before others")
  func manyQuestions() throws {
    let questions = (0..<150).map { Samples.question($0, isFatal: $0 >= 140) }
    let appointment = try #require(
      evaluation(isFatal: true, questions).appointment(id: Samples.id, at: Samples.now))
    let kept = try #require(appointment.evaluation?.failedQuestions)
    #expect(kept == Array(questions[..<90] + questions[140...]))
  }
}

@Suite("FailedQuestion.init")
struct FailedQuestionTests {
  @Test(
    "names the text that is too long",
    arguments: [(501, 0, "text", 500), (0, 2_001, "comment", 2_000)] as [(Int, Int, String, Int)])
  func tooLong(text: Int, comment: Int, field: String, limit: Int) {
    #expect(
      throws: ValidationError(
        field: "failed_questions[3].\(field)", reason: "must have at most \(limit) characters")
    ) {
      try FailedQuestion(
        group: QuestionGroupID(stored: "g"), question: QuestionID(stored: "q"),
        checkingText: String(repeating: "a", count: text), isFatal: true,
        comment: String(repeating: "a", count: comment), field: "failed_questions[3]")
    }
  }
}

@Suite("Page.limitingText")
struct PageTextLimitTests {
  private func page(_ count: Int) throws -> Page<CoachingAppointment> {
    let appointment = Samples.appointment(try Samples.plan())
    return Page(elements: Array(repeating: appointment, count: count), nextPosition: nil)
  }

  @Test("leaves a page as it is when it has little text")
  func small() throws {
    let page = try page(3).limitingText { _ in ["cut"] }
    #expect(page.elements.count == 3)
    #expect(page.nextPosition == nil)
  }

  @Test(
    "cuts what goes over the limit but keeps one appointment",
    arguments: [(1, 1), (300, 1), (600, 2)])
  func cut(bytesMax: Int, count: Int) throws {
    let page = try page(3).limitingText(to: bytesMax) { _ in ["cut"] }
    #expect(page.elements.count == count)
    #expect(page.nextPosition == ["cut"])
  }
}

internal import Kernel
internal import QualityDomain
internal import Testing

@Suite("Evaluation")
struct EvaluationTests {
  static let time = Timestamp(microseconds: 1_800_000_000_000_000)
  static let workday = Workday(daysSinceEpoch: 20_000)

  static func sheet() throws -> AnswerSheet {
    try AnswerSheet(
      Fixture.answers(["a": 0]),
      to: Fixture.questionnaire(.off, [Fixture.group("A", [Fixture.question("a")])]))
  }

  @Test("it goes from pending through finished to released")
  func life() throws {
    let pending = Fixture.evaluation()
    #expect(pending.state == .pending)
    #expect(pending.version == 1)
    let finished = try pending.submitting(Self.sheet(), at: Self.time)
    #expect(finished.state == .finished)
    #expect(finished.version == 2)
    #expect(finished.submission?.score.totalBasisPoints == 0)
    let released = try finished.releasing(at: Self.time, workday: Self.workday)
    #expect(released.state == .released)
    #expect(released.version == 3)
    #expect(released.submission == finished.submission)
    #expect(released.release?.workday == Self.workday)
  }

  @Test("it is answered once")
  func submitsOnce() throws {
    let finished = try Fixture.evaluation().submitting(Self.sheet(), at: Self.time)
    let sheet = try Self.sheet()
    #expect(throws: QualityError.evaluationNotPending(finished.id)) {
      try finished.submitting(sheet, at: Self.time)
    }
  }

  @Test("it is released once, and only when it is answered")
  func releasesOnce() throws {
    let pending = Fixture.evaluation()
    #expect(throws: QualityError.evaluationNotFinished(pending.id)) {
      try pending.releasing(at: Self.time, workday: Self.workday)
    }
    let released = try pending.submitting(Self.sheet(), at: Self.time)
      .releasing(at: Self.time, workday: Self.workday)
    #expect(throws: QualityError.evaluationNotFinished(pending.id)) {
      try released.releasing(at: Self.time, workday: Self.workday)
    }
  }

  @Test("agents see their own when it is released; everybody else always does")
  func isShown() throws {
    let finished = try Fixture.evaluation().submitting(Self.sheet(), at: Self.time)
    #expect(!finished.isShown(to: PersonID(stored: "ann")))
    #expect(finished.isShown(to: PersonID(stored: "eve")))
    #expect(finished.isShown(to: PersonID(stored: "boss")))
    #expect(finished.isShown(to: nil))
    let released = try finished.releasing(at: Self.time, workday: Self.workday)
    #expect(released.isShown(to: PersonID(stored: "ann")))
    #expect(Fixture.evaluation(evaluator: "ann").isShown(to: PersonID(stored: "ann")))
  }

  @Test("the event tells of the groups and of the failed questions")
  func event() throws {
    let sheet = try Self.sheet()
    let finished = try Fixture.evaluation().submitting(sheet, at: Self.time)
    let id = UUIDBits(high: 7, low: 7)
    #expect(EvaluationReleased(eventID: id, evaluation: finished, sheet: sheet) == nil)
    let released = try finished.releasing(at: Self.time, workday: Self.workday)
    let event = try #require(
      EvaluationReleased(eventID: id, evaluation: released, sheet: sheet))
    #expect(event.subject == "evaluation/00000000-0000-0001-0000-000000000002")
    #expect(
      event.groupResults == [
        EvaluationReleased.GroupResult(
          id: QuestionGroupID(stored: "A"), displayName: "Group A", basisPoints: 0)
      ])
    #expect(event.failedQuestions.map(\.question.rawValue) == ["a"])
  }
}

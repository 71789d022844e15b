internal import Kernel
internal import QualityDomain
internal import Testing

@Suite("AnswerSheet.init")
struct AnswerSheetTests {
  static let groups = [
    Fixture.group("A", [Fixture.question("a", notApplicable: false), Fixture.question("b")])
  ]

  @Test(
    "wrong answers are refused by their path",
    arguments: [
      (
        answers: [Fixture.answer("a", 1)], field: "answers",
        reason: "must have an answer to the question 'b'"
      ),
      (
        answers: [Fixture.answer("a", 1), Fixture.answer("b", 1), Fixture.answer("z", 1)],
        field: "answers[2].question_id", reason: "is not a question of the form"
      ),
      (
        answers: [Fixture.answer("a", 1), Fixture.answer("a", 1)],
        field: "answers[1].question_id", reason: "names a question that is answered already"
      ),
      (
        answers: [Fixture.answer("b", 1), Fixture.answer("a", 2)],
        field: "answers[1].answer_id", reason: "is not an answer to the question 'a'"
      ),
      (
        answers: [Fixture.answer("a", nil), Fixture.answer("b", 1)],
        field: "answers[0].not_applicable", reason: "is not allowed for the question 'a'"
      ),
      (
        answers: [
          Fixture.answer("a", 0),
          Fixture.answer("b", 1, comment: String(repeating: "x", count: 2_001)),
        ],
        field: "answers[1].comment", reason: "must have at most 2000 characters"
      ),
    ])
  func refuses(answers: [Answer], field: String, reason: String) throws {
    let questionnaire = try Fixture.questionnaire(.off, Self.groups)
    #expect(throws: ValidationError(field: field, reason: reason)) {
      try AnswerSheet(answers, to: questionnaire)
    }
  }

  @Test("all comments together have a limit")
  func refusesTooManyComments() throws {
    let questions = (0..<100).map { Fixture.question("q\($0)") }
    let comment = String(repeating: "ä", count: 2_000)
    let answers = questions.map { Fixture.answer($0.id.rawValue, 1, comment: comment) }
    let questionnaire = try Fixture.questionnaire(.off, [Fixture.group("A", questions)])
    #expect(
      throws: ValidationError(
        field: "answers", reason: "must have at most 262144 bytes of comments in all")
    ) {
      try AnswerSheet(answers, to: questionnaire)
    }
  }

  @Test("the answers are kept in the order of the form")
  func ordersAnswers() throws {
    let sheet = try AnswerSheet(
      Fixture.answers(["b": nil, "a": 0]), to: Fixture.questionnaire(.off, Self.groups))
    #expect(sheet.answers == Fixture.answers(["a": 0, "b": nil]))
  }

  @Test("questions without the best answer have failed, those that do not apply have not")
  func failedQuestions() throws {
    let groups = [
      Fixture.group("A", [Fixture.question("a"), Fixture.question("b")]),
      Fixture.group("B", [Fixture.question("c", points: [1, 2, 0], fatal: true)]),
    ]
    let sheet = try AnswerSheet(
      [
        Fixture.answer("a", 1), Fixture.answer("b", nil),
        Fixture.answer("c", 0, comment: "Ask for the name."),
      ], to: Fixture.questionnaire(.off, groups))
    #expect(
      sheet.failedQuestions == [
        FailedQuestion(
          group: QuestionGroupID(stored: "B"), question: QuestionID(stored: "c"),
          text: "Question c", isCritical: false, isFatal: true, comment: "Ask for the name.")
      ])
  }
}

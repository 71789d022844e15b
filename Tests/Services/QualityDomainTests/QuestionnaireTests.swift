internal import Kernel
internal import QualityDomain
internal import Testing

@Suite("Questionnaire.init")
struct QuestionnaireTests {
  /// A form with one fault, and the error it gets.
  struct Fault: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let field: String
    let reason: String
    let make: @Sendable () throws -> Questionnaire

    init(
      _ testDescription: String, field: String, reason: String,
      mode: Questionnaire.WeightMode = .off, name: String = "Service",
      groups: @escaping @Sendable () -> [QuestionGroup]
    ) {
      self.testDescription = testDescription
      self.field = field
      self.reason = reason
      make = {
        try Questionnaire(displayName: name, weightMode: mode, groups: groups(), path: "form")
      }
    }
  }

  static let good = Fixture.group("g1", weight: 10_000, [Fixture.question("q1")])

  static func second(_ question: Question) -> [QuestionGroup] {
    [good, Fixture.group("g2", [question])]
  }

  static let faults = [
    Fault(
      "no name", field: "form.display_name", reason: "is required", name: "", groups: { [good] }),
    Fault(
      "a long name", field: "form.display_name", reason: "must have at most 100 characters",
      name: String(repeating: "ä", count: 101), groups: { [good] }),
    Fault(
      "a name with U+0000", field: "form.display_name",
      reason: "must not contain the character U+0000", name: "a\0b", groups: { [good] }),
    Fault(
      "no groups", field: "form.question_groups", reason: "must have 1 to 50 groups", groups: { [] }
    ),
    Fault(
      "51 groups", field: "form.question_groups", reason: "must have 1 to 50 groups",
      groups: {
        (0...50).map { Fixture.group("g\($0)", [Fixture.question("q\($0)")]) }
      }),
    Fault(
      "a group twice", field: "form.question_groups[1].group_id",
      reason: "occurs more than once in the form",
      groups: { [good, Fixture.group("g1", [Fixture.question("q2")])] }),
    Fault(
      "a heavy group", field: "form.question_groups[0].weight_hundredths",
      reason: "must be 0 to 10000",
      groups: { [Fixture.group("g1", weight: 10_001, [Fixture.question("q1")])] }),
    Fault(
      "a group without questions", field: "form.question_groups[1].questions",
      reason: "must have 1 to 100 questions", groups: { [good, Fixture.group("g2", [])] }),
    Fault(
      "a question in two groups", field: "form.question_groups[1].questions[0].question_id",
      reason: "occurs more than once in the form", groups: { second(Fixture.question("q1")) }),
    Fault(
      "one answer", field: "form.question_groups[1].questions[0].answer_options",
      reason: "must have 2 to 20 answers",
      groups: { second(Fixture.question("q2", points: [1])) }),
    Fault(
      "a critical question with three answers",
      field: "form.question_groups[1].questions[0].answer_options",
      reason: "must have exactly 2 answers, because the question is critical",
      groups: { second(Fixture.question("q2", points: [0, 1, 2], critical: true)) }),
    Fault(
      "too many points",
      field: "form.question_groups[1].questions[0].answer_options[1].points",
      reason: "must be 0 to 1000",
      groups: { second(Fixture.question("q2", points: [0, 1_001])) }),
    Fault(
      "negative points",
      field: "form.question_groups[1].questions[0].answer_options[0].points",
      reason: "must be 0 to 1000",
      groups: { second(Fixture.question("q2", points: [-1, 1])) }),
    Fault(
      "no points at all", field: "form.question_groups", reason: "must have an answer with points",
      groups: { [Fixture.group("g1", [Fixture.question("q1", points: [0, 0])])] }),
    Fault(
      "no weight at all", field: "form.question_groups",
      reason: "must have a group with a weight and an answer with points", mode: .scaled,
      groups: { [Fixture.group("g1", [Fixture.question("q1")])] }),
    Fault(
      "percent weights of 99.99", field: "form.question_groups",
      reason: "must have weights that add up to 10000 hundredths, not 9999", mode: .percent,
      groups: { [Fixture.group("g1", weight: 9_999, [Fixture.question("q1")])] }),
    Fault(
      "a percent group without points", field: "form.question_groups[1].weight_hundredths",
      reason: "must be 0, because no answer of the group has points", mode: .percent,
      groups: {
        [
          Fixture.group("g1", weight: 5_000, [Fixture.question("q1")]),
          Fixture.group("g2", weight: 5_000, [Fixture.question("q2", points: [0, 0])]),
        ]
      }),
  ]

  @Test("the error names the path of the wrong field", arguments: faults)
  func namesThePath(fault: Fault) {
    #expect(throws: ValidationError(field: fault.field, reason: fault.reason)) {
      try fault.make()
    }
  }

  @Test("an answer occurs once in its question")
  func refusesAnAnswerTwice() {
    let option = AnswerOption(id: AnswerID(stored: "yes"), text: "Yes", points: 1)
    let question = Question(id: QuestionID(stored: "q1"), text: "?", options: [option, option])
    #expect(
      throws: ValidationError(
        field: "form.question_groups[0].questions[0].answer_options[1].answer_id",
        reason: "occurs more than once in the question")
    ) {
      try Fixture.questionnaire(.off, [Fixture.group("g1", [question])])
    }
  }

  @Test("the largest form is accepted")
  func acceptsTheLargest() throws {
    let groups = (0..<50).map { group in
      Fixture.group(
        "g\(group)", weight: 200,
        (0..<100).map {
          Fixture.question("q\(group).\($0)", points: [0, 1_000])
        })
    }
    let questionnaire = try Fixture.questionnaire(.percent, groups)
    #expect(questionnaire.groups.count == 50)
  }

  @Test("a form with too much text is refused")
  func refusesTooMuchText() {
    let question = String(repeating: "ä", count: 500)
    let groups = (0..<12).map { group in
      Fixture.group(
        "g\(group)",
        (0..<100).map { number in
          let plain = Fixture.question("q\(group).\(number)")
          return Question(id: plain.id, text: question, options: plain.options)
        })
    }
    #expect(
      throws: ValidationError(
        field: "form.question_groups", reason: "must have at most 1048576 bytes in all")
    ) {
      try Fixture.questionnaire(.off, groups)
    }
  }

  @Test("a published form cannot be published again")
  func publishesOnce() throws {
    let draft = Form(
      id: Fixture.formID, questionnaire: try Fixture.questionnaire(.off, [Self.good]),
      createTime: Fixture.createTime)
    #expect(draft.version == 0)
    let published = try draft.publishing(at: Fixture.createTime)
    #expect(published.version == 1)
    #expect(throws: QualityError.formNotDraft(Fixture.formID)) {
      try published.publishing(at: Fixture.createTime)
    }
  }
}

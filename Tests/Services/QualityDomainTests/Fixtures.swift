internal import Kernel
internal import QualityDomain

/// Builds forms and answers in few words.
enum Fixture {
  static let formID = FormID(uuid: UUIDBits(high: 1, low: 1))
  static let evaluationID = EvaluationID(uuid: UUIDBits(high: 1, low: 2))
  static let createTime = Timestamp(microseconds: 1_700_000_000_000_000)

  /// A question with the answers `a0`, `a1` … that have the given points.
  static func question(
    _ id: String, points: [Int32] = [0, 1], critical: Bool = false, fatal: Bool = false,
    notApplicable: Bool = true
  ) -> Question {
    Question(
      id: QuestionID(stored: id), text: "Question \(id)", isCritical: critical, isFatal: fatal,
      isNotApplicableAllowed: notApplicable,
      options: points.enumerated().map { index, points in
        AnswerOption(id: AnswerID(stored: "a\(index)"), text: "Answer \(index)", points: points)
      })
  }

  static func group(
    _ id: String, weight: Int32 = 0, _ questions: [Question]
  ) -> QuestionGroup {
    QuestionGroup(
      id: QuestionGroupID(stored: id), displayName: "Group \(id)", weightHundredths: weight,
      questions: questions)
  }

  static func questionnaire(
    _ weightMode: Questionnaire.WeightMode, _ groups: [QuestionGroup]
  ) throws(ValidationError) -> Questionnaire {
    try Questionnaire(
      displayName: "Service", weightMode: weightMode, groups: groups, path: "form")
  }

  /// The answer number `option`; `nil` for not applicable.
  static func answer(_ question: String, _ option: Int?, comment: String = "") -> Answer {
    Answer(
      question: QuestionID(stored: question),
      choice: option.map { .option(AnswerID(stored: "a\($0)")) } ?? .notApplicable,
      comment: comment)
  }

  static func answers(_ options: KeyValuePairs<String, Int?>) -> [Answer] {
    options.map { answer($0.key, $0.value) }
  }

  static func score(
    _ weightMode: Questionnaire.WeightMode, _ groups: [QuestionGroup],
    _ options: KeyValuePairs<String, Int?>
  ) throws(ValidationError) -> Score {
    try AnswerSheet(answers(options), to: questionnaire(weightMode, groups)).score
  }

  static func evaluation(agent: String = "ann", evaluator: String = "eve") -> Evaluation {
    Evaluation(
      id: evaluationID, form: formID, formVersion: 1, interaction: InteractionID(stored: "i1"),
      agent: PersonID(stored: agent), evaluator: PersonID(stored: evaluator),
      createTime: createTime)
  }
}

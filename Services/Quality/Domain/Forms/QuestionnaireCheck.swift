internal import Kernel

/// The rules that a questionnaire keeps, with the path of the field that breaks one.
struct QuestionnaireCheck {
  static var groupsMax: Int { 50 }
  static var questionsPerGroupMax: Int { 100 }
  static var optionsMin: Int { 2 }
  static var optionsMax: Int { 20 }
  static var pointsMax: Int32 { 1_000 }
  static var weightHundredthsMax: Int32 { 10_000 }
  static var nameCharactersMax: Int { 100 }
  static var questionCharactersMax: Int { 500 }
  static var answerCharactersMax: Int { 200 }

  /// The request field that holds the questionnaire.
  let path: String

  func check(_ questionnaire: Questionnaire) throws(ValidationError) {
    try CheckedText.check(
      questionnaire.displayName, characters: 1...Self.nameCharactersMax,
      field: "\(path).display_name")
    let groups = questionnaire.groups
    let groupsPath = "\(path).question_groups"
    try checkCount(of: groups, 1...Self.groupsMax, unit: "groups", field: groupsPath)
    var groupIDs: Set<QuestionGroupID> = []
    var questionIDs: Set<QuestionID> = []
    for (index, group) in groups.enumerated() {
      let field = "\(groupsPath)[\(index)]"
      guard groupIDs.insert(group.id).inserted else {
        throw ValidationError(
          field: "\(field).group_id", reason: "occurs more than once in the form")
      }
      try check(group, at: field, questionIDs: &questionIDs)
    }
    guard questionnaire.byteCount <= Questionnaire.bytesMax else {
      throw ValidationError(
        field: groupsPath, reason: "must have at most \(Questionnaire.bytesMax) bytes in all")
    }
    try checkWeights(of: questionnaire, at: groupsPath)
  }

  private func check(
    _ group: QuestionGroup, at field: String, questionIDs: inout Set<QuestionID>
  ) throws(ValidationError) {
    try CheckedText.check(
      group.displayName, characters: 1...Self.nameCharactersMax, field: "\(field).display_name")
    try checkRange(
      group.weightHundredths, 0...Self.weightHundredthsMax, field: "\(field).weight_hundredths")
    try checkCount(
      of: group.questions, 1...Self.questionsPerGroupMax, unit: "questions",
      field: "\(field).questions")
    for (index, question) in group.questions.enumerated() {
      let questionField = "\(field).questions[\(index)]"
      guard questionIDs.insert(question.id).inserted else {
        throw ValidationError(
          field: "\(questionField).question_id", reason: "occurs more than once in the form")
      }
      try check(question, at: questionField)
    }
  }

  private func check(_ question: Question, at field: String) throws(ValidationError) {
    try CheckedText.check(
      question.text, characters: 1...Self.questionCharactersMax, field: "\(field).text")
    let optionsField = "\(field).answer_options"
    try checkCount(
      of: question.options, Self.optionsMin...Self.optionsMax, unit: "answers",
      field: optionsField)
    guard !question.isCritical || question.options.count == 2 else {
      throw ValidationError(
        field: optionsField, reason: "must have exactly 2 answers, because the question is critical"
      )
    }
    let canFail = Set(question.options.map(\.points)).count > 1
    guard canFail || !(question.isCritical || question.isFatal) else {
      throw ValidationError(
        field: optionsField,
        reason: "must have different points, because the question is critical or fatal")
    }
    var answerIDs: Set<AnswerID> = []
    for (index, option) in question.options.enumerated() {
      let optionField = "\(optionsField)[\(index)]"
      guard answerIDs.insert(option.id).inserted else {
        throw ValidationError(
          field: "\(optionField).answer_id", reason: "occurs more than once in the question")
      }
      try CheckedText.check(
        option.text, characters: 1...Self.answerCharactersMax, field: "\(optionField).text")
      try checkRange(option.points, 0...Self.pointsMax, field: "\(optionField).points")
    }
  }

  /// Checks what makes the total score a number: some group must be able to move it.
  private func checkWeights(
    of questionnaire: Questionnaire, at field: String
  ) throws(ValidationError) {
    let groups = questionnaire.groups
    if questionnaire.weightMode == .percent {
      let sum = groups.reduce(0) { $0 + Int($1.weightHundredths) }
      guard sum == Int(Self.weightHundredthsMax) else {
        throw ValidationError(
          field: field, reason: "must have weights that add up to 10000 hundredths, not \(sum)")
      }
      for (index, group) in groups.enumerated()
      where group.weightHundredths > 0 && group.pointsMax == 0 {
        throw ValidationError(
          field: "\(field)[\(index)].weight_hundredths",
          reason: "must be 0, because no answer of the group has points")
      }
    }
    let canScore = groups.contains { group in
      group.pointsMax > 0 && (questionnaire.weightMode == .off || group.weightHundredths > 0)
    }
    guard canScore else {
      throw ValidationError(
        field: field,
        reason: questionnaire.weightMode == .off
          ? "must have an answer with points"
          : "must have a group with a weight and an answer with points")
    }
  }

  private func checkCount<Element>(
    of elements: [Element], _ range: ClosedRange<Int>, unit: String, field: String
  ) throws(ValidationError) {
    guard range.contains(elements.count) else {
      throw ValidationError(
        field: field,
        reason: "must have \(range.lowerBound) to \(range.upperBound) \(unit)")
    }
  }

  private func checkRange(
    _ value: Int32, _ range: ClosedRange<Int32>, field: String
  ) throws(ValidationError) {
    guard range.contains(value) else {
      throw ValidationError(
        field: field, reason: "must be \(range.lowerBound) to \(range.upperBound)")
    }
  }
}

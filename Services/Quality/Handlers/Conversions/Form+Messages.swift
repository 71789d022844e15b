internal import Kernel
internal import Messages
internal import QualityDomain
internal import RPC
internal import WellKnownMessages

extension QualityV1.Form {
  init(_ form: Form) {
    self.init(
      formID: form.id.description, version: form.version,
      displayName: form.questionnaire.displayName,
      state: form.isPublished ? .published : .draft,
      weightMode: WeightMode(form.questionnaire.weightMode),
      questionGroups: form.questionnaire.groups.map(QualityV1.QuestionGroup.init),
      createTime: GoogleProtobuf.Timestamp(form.createTime),
      publishTime: form.publishTime.map(GoogleProtobuf.Timestamp.init))
  }
}

extension QualityV1.Form.WeightMode {
  init(_ mode: Questionnaire.WeightMode) {
    switch mode {
    case .off: self = .off
    case .scaled: self = .scaled
    case .percent: self = .percent
    }
  }
}

extension QualityV1.QuestionGroup {
  init(_ group: QuestionGroup) {
    self.init(
      groupID: group.id.rawValue, displayName: group.displayName,
      weightHundredths: group.weightHundredths,
      questions: group.questions.map { question in
        QualityV1.Question(
          questionID: question.id.rawValue, text: question.text, critical: question.isCritical,
          fatal: question.isFatal, notApplicableAllowed: question.isNotApplicableAllowed,
          answerOptions: question.options.map {
            QualityV1.AnswerOption(answerID: $0.id.rawValue, text: $0.text, points: $0.points)
          })
      })
  }
}

extension Questionnaire {
  /// Reads and checks what a form says; what only the service sets is not looked at.
  init(_ message: QualityV1.Form, path: String) throws(ValidationError) {
    var groups: [QuestionGroup] = []
    for (index, group) in message.questionGroups.enumerated() {
      groups.append(try QuestionGroup(group, path: "\(path).question_groups[\(index)]"))
    }
    try self.init(
      displayName: message.displayName,
      weightMode: try WeightMode(message.weightMode, field: "\(path).weight_mode"),
      groups: groups, path: path)
  }
}

extension Questionnaire.WeightMode {
  /// Reads a mode; unset means scaled.
  init(_ message: QualityV1.Form.WeightMode, field: String) throws(ValidationError) {
    switch message {
    case .unspecified, .scaled: self = .scaled
    case .off: self = .off
    case .percent: self = .percent
    case .unrecognized(let number):
      throw ValidationError(field: field, reason: "has the unknown value \(number)")
    }
  }
}

extension QuestionGroup {
  init(_ message: QualityV1.QuestionGroup, path: String) throws(ValidationError) {
    let id = try QuestionGroupID(parsing: message.groupID, field: "\(path).group_id")
    var questions: [Question] = []
    for (index, question) in message.questions.enumerated() {
      questions.append(try Question(question, path: "\(path).questions[\(index)]"))
    }
    self.init(
      id: id, displayName: message.displayName, weightHundredths: message.weightHundredths,
      questions: questions)
  }
}

extension Question {
  init(_ message: QualityV1.Question, path: String) throws(ValidationError) {
    let id = try QuestionID(parsing: message.questionID, field: "\(path).question_id")
    var options: [AnswerOption] = []
    for (index, option) in message.answerOptions.enumerated() {
      let field = "\(path).answer_options[\(index)].answer_id"
      options.append(
        AnswerOption(
          id: try AnswerID(parsing: option.answerID, field: field), text: option.text,
          points: option.points))
    }
    self.init(
      id: id, text: message.text, isCritical: message.critical, isFatal: message.fatal,
      isNotApplicableAllowed: message.notApplicableAllowed, options: options)
  }
}

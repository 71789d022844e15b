internal import Messages
internal import OperatorDomain

extension QualityV1.Form {
  init(_ form: DemonstrationForm, displayName: String) {
    self.init(
      displayName: displayName, weightMode: .scaled,
      questionGroups: form.groups.map(QualityV1.QuestionGroup.init))
  }
}

extension QualityV1.QuestionGroup {
  fileprivate init(_ group: DemonstrationForm.Group) {
    self.init(
      groupID: group.id, displayName: group.displayName,
      weightHundredths: Int32(group.weightHundredths),
      questions: group.questions.map(QualityV1.Question.init))
  }
}

extension QualityV1.Question {
  fileprivate init(_ question: DemonstrationForm.Question) {
    self.init(
      questionID: question.id, text: question.text, critical: question.isCritical,
      fatal: question.isFatal, notApplicableAllowed: question.isNotApplicableAllowed,
      answerOptions: question.options.map {
        QualityV1.AnswerOption(answerID: $0.id, text: $0.text, points: Int32($0.points))
      })
  }
}

extension QualityV1.Answer {
  init(_ answer: DemonstrationAnswer) {
    self.init(
      questionID: answer.questionID, answerID: answer.optionID ?? "",
      notApplicable: answer.optionID == nil, comment: answer.comment)
  }
}

extension LearningV1.Module {
  init(_ module: DemonstrationModule, formID: String) {
    self.init(
      displayName: module.displayName, description: module.description,
      completionDays: Int32(module.completionDays),
      questionGroupBindings: module.groupIDs.map {
        LearningV1.QuestionGroupBinding(formID: formID, groupID: $0)
      })
  }
}

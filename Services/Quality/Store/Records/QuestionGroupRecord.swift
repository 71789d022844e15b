internal import Kernel
internal import QualityDomain

/// A question group as `form.question_groups` keeps it.
struct QuestionGroupRecord: Codable {
  struct QuestionRecord: Codable {
    var id: String
    var text: String
    var critical: Bool
    var fatal: Bool
    var notApplicableAllowed: Bool
    var options: [OptionRecord]
  }

  struct OptionRecord: Codable {
    var id: String
    var text: String
    var points: Int32
  }

  var id: String
  var displayName: String
  var weightHundredths: Int32
  var questions: [QuestionRecord]

  init(_ group: QuestionGroup) {
    id = group.id.rawValue
    displayName = group.displayName
    weightHundredths = group.weightHundredths
    questions = group.questions.map { question in
      QuestionRecord(
        id: question.id.rawValue, text: question.text, critical: question.isCritical,
        fatal: question.isFatal, notApplicableAllowed: question.isNotApplicableAllowed,
        options: question.options.map {
          OptionRecord(id: $0.id.rawValue, text: $0.text, points: $0.points)
        })
    }
  }

  var value: QuestionGroup {
    QuestionGroup(
      id: QuestionGroupID(stored: id), displayName: displayName,
      weightHundredths: weightHundredths,
      questions: questions.map { question in
        Question(
          id: QuestionID(stored: question.id), text: question.text,
          isCritical: question.critical, isFatal: question.fatal,
          isNotApplicableAllowed: question.notApplicableAllowed,
          options: question.options.map {
            AnswerOption(id: AnswerID(stored: $0.id), text: $0.text, points: $0.points)
          })
      })
  }
}

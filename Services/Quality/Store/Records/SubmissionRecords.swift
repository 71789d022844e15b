internal import Kernel
internal import QualityDomain

/// An answer as `evaluation.answers` keeps it.
struct AnswerRecord: Codable {
  var question: String
  /// Absent when the question does not apply.
  var answer: String?
  var comment: String

  init(_ answer: Answer) {
    question = answer.question.rawValue
    switch answer.choice {
    case .option(let id): self.answer = id.rawValue
    case .notApplicable: self.answer = nil
    }
    comment = answer.comment
  }

  var value: Answer {
    Answer(
      question: QuestionID(stored: question),
      choice: answer.map { .option(AnswerID(stored: $0)) } ?? .notApplicable, comment: comment)
  }
}

/// The score of a group as `evaluation.group_scores` keeps it.
struct GroupScoreRecord: Codable {
  var group: String
  var points: Int32
  var pointsMax: Int32

  init(_ score: Score.Group) {
    group = score.id.rawValue
    points = score.points
    pointsMax = score.pointsMax
  }

  var value: Score.Group {
    Score.Group(id: QuestionGroupID(stored: group), points: points, pointsMax: pointsMax)
  }
}

package import Kernel

/// The content of a form: how groups weigh, and the groups with their questions.
///
/// A value of this type has passed all checks of ``init(displayName:weightMode:groups:path:)``.
package struct Questionnaire: Hashable, Sendable {
  /// How group weights act on the score (domain.md 4.2.1 and 4.2.3).
  package enum WeightMode: String, Hashable, Sendable {
    /// All groups count by their points alone.
    case off
    /// The points of a group are multiplied with its weight.
    case scaled
    /// Each group counts by its weight in percent, whatever its points.
    case percent
  }

  package let displayName: String
  package let weightMode: WeightMode
  package let groups: [QuestionGroup]

  /// Checks a questionnaire that came in the request field `path`, for example `form`.
  ///
  /// - Throws: ``ValidationError`` with the path of the wrong field, for example
  ///   `form.question_groups[1].questions[0].answer_options`.
  package init(
    displayName: String, weightMode: WeightMode, groups: [QuestionGroup], path: String
  ) throws(ValidationError) {
    self.init(
      uncheckedDisplayName: displayName, weightMode: weightMode, groups: groups)
    try QuestionnaireCheck(path: path).check(self)
  }

  /// Adopts a questionnaire that was checked when it was stored.
  package init(stored displayName: String, weightMode: WeightMode, groups: [QuestionGroup]) {
    self.init(uncheckedDisplayName: displayName, weightMode: weightMode, groups: groups)
  }

  private init(
    uncheckedDisplayName displayName: String, weightMode: WeightMode, groups: [QuestionGroup]
  ) {
    self.displayName = displayName
    self.weightMode = weightMode
    self.groups = groups
  }
}

/// Questions about one topic.
package struct QuestionGroup: Hashable, Sendable {
  package let id: QuestionGroupID
  package let displayName: String
  /// The weight in hundredths: 4000 is a weight of 40; 0 to 10,000.
  package let weightHundredths: Int32
  package let questions: [Question]

  package init(
    id: QuestionGroupID, displayName: String, weightHundredths: Int32, questions: [Question]
  ) {
    self.id = id
    self.displayName = displayName
    self.weightHundredths = weightHundredths
    self.questions = questions
  }

  /// The points of the best answers to all questions.
  package var pointsMax: Int32 { questions.reduce(0) { $0 + $1.pointsMax } }
}

/// One question with the answers to choose from.
package struct Question: Hashable, Sendable {
  package let id: QuestionID
  package let text: String
  /// Whether the question also counts in the critical score.
  package let isCritical: Bool
  /// Whether any answer but the best makes the total score 0.
  package let isFatal: Bool
  package let isNotApplicableAllowed: Bool
  package let options: [AnswerOption]

  package init(
    id: QuestionID, text: String, isCritical: Bool = false, isFatal: Bool = false,
    isNotApplicableAllowed: Bool = false, options: [AnswerOption]
  ) {
    self.id = id
    self.text = text
    self.isCritical = isCritical
    self.isFatal = isFatal
    self.isNotApplicableAllowed = isNotApplicableAllowed
    self.options = options
  }

  /// The points of the best answer.
  package var pointsMax: Int32 { options.map(\.points).max() ?? 0 }
}

/// An answer to choose.
package struct AnswerOption: Hashable, Sendable {
  package let id: AnswerID
  package let text: String
  /// Whole points from 0 to 1000.
  package let points: Int32

  package init(id: AnswerID, text: String, points: Int32) {
    self.id = id
    self.text = text
    self.points = points
  }
}

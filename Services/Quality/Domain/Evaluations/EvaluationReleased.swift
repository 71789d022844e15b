package import Kernel

/// What the other services learn when an evaluation is released to its agent.
package struct EvaluationReleased: Hashable, Sendable {
  /// The result of one question group.
  package struct GroupResult: Hashable, Sendable {
    package let id: QuestionGroupID
    package let displayName: String
    /// The share of the group alone; `nil` when no point could be had.
    package let basisPoints: Int32?

    package init(id: QuestionGroupID, displayName: String, basisPoints: Int32?) {
      self.id = id
      self.displayName = displayName
      self.basisPoints = basisPoints
    }
  }

  /// The id of the event; a receiver applies each id once.
  package let eventID: UUIDBits
  package let evaluation: Evaluation
  package let submission: Evaluation.Submission
  package let release: Evaluation.Release
  /// In the order of the form.
  package let groupResults: [GroupResult]
  /// In the order of the form.
  package let failedQuestions: [FailedQuestion]

  /// Describes a release; `nil` when the evaluation is not released.
  ///
  /// - Parameters:
  ///   - eventID: A new id.
  ///   - evaluation: The evaluation after its release.
  ///   - sheet: Its answers beside the questions.
  package init?(eventID: UUIDBits, evaluation: Evaluation, sheet: AnswerSheet) {
    guard case .released(let submission, let release) = evaluation.progress else { return nil }
    self.eventID = eventID
    self.evaluation = evaluation
    self.submission = submission
    self.release = release
    groupResults = zip(sheet.sections, sheet.score.groups).map { section, score in
      GroupResult(
        id: section.group.id, displayName: section.group.displayName,
        basisPoints: score.basisPoints)
    }
    failedQuestions = sheet.failedQuestions
  }

  /// What the event is about; events of one subject are delivered in order.
  package var subject: String { "evaluation/\(evaluation.id)" }
}

/// A question that applies and did not get the best answer.
package struct FailedQuestion: Hashable, Sendable {
  package let group: QuestionGroupID
  package let question: QuestionID
  package let text: String
  package let isCritical: Bool
  package let isFatal: Bool
  /// The evaluator's comment; empty for none.
  package let comment: String

  package init(
    group: QuestionGroupID, question: QuestionID, text: String, isCritical: Bool, isFatal: Bool,
    comment: String
  ) {
    self.group = group
    self.question = question
    self.text = text
    self.isCritical = isCritical
    self.isFatal = isFatal
    self.comment = comment
  }
}

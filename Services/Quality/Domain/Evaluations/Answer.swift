package import Kernel

/// The answer to one question.
package struct Answer: Hashable, Sendable {
  /// What was chosen.
  package enum Choice: Hashable, Sendable {
    case option(AnswerID)
    /// The question does not apply to the interaction and is left out of all scores.
    case notApplicable
  }

  package let question: QuestionID
  package let choice: Choice
  /// A comment for the agent; empty for none, at most ``commentCharactersMax`` characters.
  package let comment: String

  /// The longest comment, in Unicode scalars.
  package static var commentCharactersMax: Int { 2_000 }
  /// The most text in all comments of an evaluation, in bytes.
  package static var commentBytesMax: Int { 262_144 }

  package init(question: QuestionID, choice: Choice, comment: String = "") {
    self.question = question
    self.choice = choice
    self.comment = comment
  }
}

/// One acceptable answer to every question of a form, in the order of the form.
package struct AnswerSheet: Hashable, Sendable {
  /// A question with its answer.
  package struct Entry: Hashable, Sendable {
    package let question: Question
    package let answer: Answer
    /// The points of the chosen answer; `nil` when the question does not apply.
    package let points: Int32?

    /// Whether the question applies and did not get the best answer.
    ///
    /// It depends on the points alone, not on the order of the answers (domain.md 4.2.2).
    package var isFailed: Bool { points.map { $0 < question.pointsMax } ?? false }
  }

  /// A group with the entries of its questions.
  package struct Section: Hashable, Sendable {
    package let group: QuestionGroup
    package let entries: [Entry]
  }

  package let weightMode: Questionnaire.WeightMode
  package let sections: [Section]

  /// Checks answers, in any order, against a form.
  ///
  /// - Parameters:
  ///   - answers: The answers in any order.
  ///   - questionnaire: The questions that they are to answer.
  ///   - path: The request field that holds the answers.
  /// - Throws: ``ValidationError`` naming the answer that is wrong, or the question without one.
  package init(
    _ answers: [Answer], to questionnaire: Questionnaire, path: String = "answers"
  ) throws(ValidationError) {
    var given: [QuestionID: (index: Int, answer: Answer)] = [:]
    for (index, answer) in answers.enumerated() {
      let field = "\(path)[\(index)]"
      guard given.updateValue((index, answer), forKey: answer.question) == nil else {
        throw ValidationError(
          field: "\(field).question_id", reason: "names a question that is answered already")
      }
      try CheckedText.check(
        answer.comment, characters: 0...Answer.commentCharactersMax, field: "\(field).comment")
    }
    guard answers.reduce(0, { $0 + $1.comment.utf8.count }) <= Answer.commentBytesMax else {
      throw ValidationError(
        field: path,
        reason: "must have at most \(Answer.commentBytesMax) bytes of comments in all")
    }
    var sections: [Section] = []
    for group in questionnaire.groups {
      var entries: [Entry] = []
      for question in group.questions {
        guard let (index, answer) = given.removeValue(forKey: question.id) else {
          throw ValidationError(
            field: path, reason: "must have an answer to the question '\(question.id)'")
        }
        entries.append(try Self.entry(for: question, answer, field: "\(path)[\(index)]"))
      }
      sections.append(Section(group: group, entries: entries))
    }
    if let unknown = given.values.map(\.index).min() {
      throw ValidationError(
        field: "\(path)[\(unknown)].question_id", reason: "is not a question of the form")
    }
    weightMode = questionnaire.weightMode
    self.sections = sections
  }

  /// The answers in the order of the form.
  package var answers: [Answer] { sections.flatMap { $0.entries.map(\.answer) } }

  private static func entry(
    for question: Question, _ answer: Answer, field: String
  ) throws(ValidationError) -> Entry {
    switch answer.choice {
    case .notApplicable:
      guard question.isNotApplicableAllowed else {
        throw ValidationError(
          field: "\(field).not_applicable",
          reason: "is not allowed for the question '\(question.id)'")
      }
      return Entry(question: question, answer: answer, points: nil)
    case .option(let id):
      guard let option = question.options.first(where: { $0.id == id }) else {
        throw ValidationError(
          field: "\(field).answer_id", reason: "is not an answer to the question '\(question.id)'")
      }
      return Entry(question: question, answer: answer, points: option.points)
    }
  }
}

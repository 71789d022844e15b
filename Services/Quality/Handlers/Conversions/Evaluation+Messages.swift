internal import Kernel
internal import Messages
internal import QualityDomain
internal import RPC
internal import WellKnownMessages

extension QualityV1.Evaluation {
  init(_ evaluation: Evaluation) {
    let submission = evaluation.submission
    let release = evaluation.release
    self.init(
      evaluationID: evaluation.id.description, formID: evaluation.form.description,
      formVersion: evaluation.formVersion, interactionID: evaluation.interaction.rawValue,
      agentID: evaluation.agent.rawValue, evaluatorID: evaluation.evaluator.rawValue,
      state: State(evaluation.state),
      answers: submission?.answers.map(QualityV1.Answer.init) ?? [],
      score: submission.map { QualityV1.Score($0.score) },
      createTime: GoogleProtobuf.Timestamp(evaluation.createTime),
      submitTime: submission.map { GoogleProtobuf.Timestamp($0.time) },
      releaseTime: release.map { GoogleProtobuf.Timestamp($0.time) },
      releaseWorkday: release.map { GoogleType.Date($0.workday) })
  }
}

extension QualityV1.Evaluation.State {
  init(_ state: Evaluation.State) {
    switch state {
    case .pending: self = .pending
    case .finished: self = .finished
    case .released: self = .released
    }
  }
}

extension Evaluation.State {
  /// Reads a state to filter by; `nil` for all.
  static func filter(
    _ message: QualityV1.Evaluation.State, field: String
  ) throws(ValidationError) -> Evaluation.State? {
    switch message {
    case .unspecified: nil
    case .pending: .pending
    case .finished: .finished
    case .released: .released
    case .unrecognized(let number):
      throw ValidationError(field: field, reason: "has the unknown value \(number)")
    }
  }
}

extension QualityV1.Answer {
  init(_ answer: Answer) {
    switch answer.choice {
    case .option(let id):
      self.init(
        questionID: answer.question.rawValue, answerID: id.rawValue, comment: answer.comment)
    case .notApplicable:
      self.init(
        questionID: answer.question.rawValue, notApplicable: true, comment: answer.comment)
    }
  }
}

extension Answer {
  /// The number of answers that are read; no form has more questions.
  static var countMax: Int { 5_000 }

  /// Reads answers; whether they fit a form is checked with the form.
  static func reading(
    _ messages: [QualityV1.Answer], path: String = "answers"
  ) throws(ValidationError) -> [Answer] {
    guard messages.count <= countMax else {
      throw ValidationError(field: path, reason: "must have at most \(countMax) answers")
    }
    var answers: [Answer] = []
    for (index, message) in messages.enumerated() {
      answers.append(try Answer(message, path: "\(path)[\(index)]"))
    }
    return answers
  }

  private init(_ message: QualityV1.Answer, path: String) throws(ValidationError) {
    let question = try QuestionID(parsing: message.questionID, field: "\(path).question_id")
    guard message.notApplicable else {
      self.init(
        question: question,
        choice: .option(try AnswerID(parsing: message.answerID, field: "\(path).answer_id")),
        comment: message.comment)
      return
    }
    guard message.answerID.isEmpty else {
      throw ValidationError(
        field: "\(path).answer_id", reason: "must be empty when the question is not applicable")
    }
    self.init(question: question, choice: .notApplicable, comment: message.comment)
  }
}

extension QualityV1.Score {
  init(_ score: Score) {
    self.init(
      totalBasisPoints: score.totalBasisPoints, criticalBasisPoints: score.criticalBasisPoints,
      nonCriticalBasisPoints: score.nonCriticalBasisPoints, fatal: score.isFatal,
      groupScores: score.groups.map {
        QualityV1.GroupScore(
          groupID: $0.id.rawValue, points: $0.points, pointsMax: $0.pointsMax)
      })
  }
}

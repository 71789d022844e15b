package import Kernel

/// The judgement of one interaction by one evaluator.
package struct Evaluation: Hashable, Sendable {
  /// Where an evaluation is in its life.
  package enum State: String, Hashable, Sendable {
    /// Assigned to the evaluator, not answered yet.
    case pending
    /// Answered and scored; the agent does not see it yet.
    case finished
    /// Shown to the agent; points, learning and coaching follow.
    case released
  }

  /// How far the evaluation is, with what belongs to it there.
  package enum Progress: Hashable, Sendable {
    case pending
    case finished(Submission)
    case released(Submission, Release)
  }

  /// What the evaluator handed in.
  package struct Submission: Hashable, Sendable {
    /// In the order of the form.
    package let answers: [Answer]
    package let score: Score
    package let time: Timestamp

    package init(answers: [Answer], score: Score, time: Timestamp) {
      self.answers = answers
      self.score = score
      self.time = time
    }
  }

  /// When the agent got to see the evaluation.
  package struct Release: Hashable, Sendable {
    package let time: Timestamp
    /// The day of the release in the time zone of the organisation; points belong to it.
    package let workday: Workday

    package init(time: Timestamp, workday: Workday) {
      self.time = time
      self.workday = workday
    }
  }

  package let id: EvaluationID
  package let form: FormID
  package let formVersion: Int32
  package let interaction: InteractionID
  package let agent: PersonID
  package let evaluator: PersonID
  package let createTime: Timestamp
  package let progress: Progress

  package init(
    id: EvaluationID, form: FormID, formVersion: Int32, interaction: InteractionID,
    agent: PersonID, evaluator: PersonID, createTime: Timestamp, progress: Progress = .pending
  ) {
    self.id = id
    self.form = form
    self.formVersion = formVersion
    self.interaction = interaction
    self.agent = agent
    self.evaluator = evaluator
    self.createTime = createTime
    self.progress = progress
  }

  package var state: State {
    switch progress {
    case .pending: .pending
    case .finished: .finished
    case .released: .released
    }
  }

  /// What was handed in; `nil` while pending.
  package var submission: Submission? {
    switch progress {
    case .pending: nil
    case .finished(let submission), .released(let submission, _): submission
    }
  }

  /// The release; `nil` before.
  package var release: Release? {
    guard case .released(_, let release) = progress else { return nil }
    return release
  }

  /// How often the evaluation has changed, its creation included.
  package var version: Int64 {
    switch progress {
    case .pending: 1
    case .finished: 2
    case .released: 3
    }
  }

  /// Whether somebody who may see the agent's data sees this evaluation.
  ///
  /// Agents see their own once it is released; evaluators always see what is assigned to them. The
  /// person who asks is `nil` for a service, which sees all.
  package func isShown(to person: PersonID?) -> Bool {
    guard let person else { return true }
    return person != agent || person == evaluator || state == .released
  }

  /// The evaluation with its answers.
  ///
  /// - Throws: ``QualityError/evaluationNotPending(_:)`` when it has been answered before.
  package func submitting(
    _ sheet: AnswerSheet, at time: Timestamp
  ) throws(QualityError) -> Evaluation {
    guard case .pending = progress else { throw .evaluationNotPending(id) }
    return advancing(
      to: .finished(Submission(answers: sheet.answers, score: sheet.score, time: time)))
  }

  /// The evaluation as its agent sees it.
  ///
  /// - Throws: ``QualityError/evaluationNotFinished(_:)`` when it is pending or released.
  package func releasing(
    at time: Timestamp, workday: Workday
  ) throws(QualityError) -> Evaluation {
    guard case .finished(let submission) = progress else { throw .evaluationNotFinished(id) }
    return advancing(to: .released(submission, Release(time: time, workday: workday)))
  }

  private func advancing(to progress: Progress) -> Evaluation {
    Evaluation(
      id: id, form: form, formVersion: formVersion, interaction: interaction, agent: agent,
      evaluator: evaluator, createTime: createTime, progress: progress)
  }
}

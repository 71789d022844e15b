/// An answer to a question of ``DemonstrationForm``.
package struct DemonstrationAnswer: Hashable, Sendable {
  package let questionID: String
  /// The chosen option; `nil` when the question does not apply.
  package let optionID: String?
  /// A comment for the agent; often empty.
  package let comment: String
}

extension DemonstrationForm {
  /// How well a call went.
  private enum Quality: CaseIterable {
    case weak
    case usual
    case strong

    /// The chance of the quality.
    var share: Double {
      switch self {
      case .weak: 0.30
      case .usual: 0.50
      case .strong: 0.20
      }
    }

    /// The chance that a question gets its best answer.
    var bestAnswerChance: Double {
      switch self {
      case .weak: 0.25
      case .usual: 0.75
      case .strong: 0.95
      }
    }

    /// The chance that a fatal question fails.
    var fatalChance: Double {
      switch self {
      case .weak: 0.15
      case .usual: 0.04
      case .strong: 0
      }
    }
  }

  /// The chance that a question is not applicable, where that is allowed.
  private static var notApplicableChance: Double { 0.15 }

  /// Chooses an answer to every question, the same for the same key and seed.
  ///
  /// First the quality of the call is drawn: weak (30 %), usual (50 %) or strong (20 %). Then each
  /// question is not applicable with 15 % where that is allowed; otherwise it gets its best answer
  /// with 25, 75 or 95 %, and any of the others with equal chances if not. A fatal question fails
  /// with 15, 4 or 0 %. So about 23 % of the evaluations score under 60 % without a fatal failure,
  /// and about 6 % fail fatally.
  ///
  /// - Parameters:
  ///   - key: What tells the evaluation from others, for example the id of its interaction. Ids
  ///     that a service makes anew in each run would make each run different.
  ///   - seed: Any number.
  /// - Returns: The answers in the order of the questions.
  package func answers(for key: String, seed: UInt64) -> [DemonstrationAnswer] {
    var random = RandomStream(seed: seed, purpose: "answers " + key)
    let qualities = Quality.allCases
    let quality = qualities[random.index(byWeight: qualities.map(\.share))]
    return questions.map { question in answer(question, quality, using: &random) }
  }

  private func answer(
    _ question: Question, _ quality: Quality, using random: inout RandomStream
  ) -> DemonstrationAnswer {
    // Three draws whatever they decide, so that one answer does not shift the next ones.
    let (applies, success) = (random.uniform(), random.uniform())
    let other = random.integer(below: question.options.count - 1)
    if question.isNotApplicableAllowed, applies < Self.notApplicableChance {
      return DemonstrationAnswer(questionID: question.id, optionID: nil, comment: "")
    }
    let chance = question.isFatal ? 1 - quality.fatalChance : quality.bestAnswerChance
    let isBest = success < chance
    return DemonstrationAnswer(
      questionID: question.id,
      optionID: question.options[isBest ? question.options.count - 1 : other].id,
      comment: question.isFatal && !isBest ? "This fails the whole call; please see me." : "")
  }
}

/// The score of an evaluation; all shares are basis points, where 10,000 is 100.00 %.
package struct Score: Hashable, Sendable {
  /// The score of one question group.
  package struct Group: Hashable, Sendable {
    package let id: QuestionGroupID
    /// The points of the chosen answers.
    package let points: Int32
    /// The points of the best answers to the questions that apply.
    package let pointsMax: Int32

    package init(id: QuestionGroupID, points: Int32, pointsMax: Int32) {
      self.id = id
      self.points = points
      self.pointsMax = pointsMax
    }

    /// The share of the group alone; `nil` when no point could be had.
    package var basisPoints: Int32? {
      Fraction(numerator: Natural(points), denominator: Natural(pointsMax)).basisPoints
    }
  }

  /// The total; `nil` when no question that counts applies.
  package let totalBasisPoints: Int32?
  /// The critical questions, without weights; `nil` when there was none.
  package let criticalBasisPoints: Int32?
  /// The other questions, by the form's weights; `nil` when there was none.
  package let nonCriticalBasisPoints: Int32?
  /// Whether a fatal question failed; the total is then 0.
  package let isFatal: Bool
  /// The groups in the order of the form.
  package let groups: [Group]

  package init(
    totalBasisPoints: Int32?, criticalBasisPoints: Int32?, nonCriticalBasisPoints: Int32?,
    isFatal: Bool, groups: [Group]
  ) {
    self.totalBasisPoints = totalBasisPoints
    self.criticalBasisPoints = criticalBasisPoints
    self.nonCriticalBasisPoints = nonCriticalBasisPoints
    self.isFatal = isFatal
    self.groups = groups
  }
}

extension AnswerSheet {
  /// The score of the answers, computed exactly and rounded once, half away from zero.
  ///
  /// Source: domain.md 4.2.1 (total), 4.2.2 (critical and fatal), 4.2.3 item 4 (percent) and 4.2.4
  /// (not applicable). A failed fatal question makes the total 0 and leaves the other scores.
  package var score: Score {
    let tallies = tally { _ in true }
    let critical = tally { $0.isCritical }
    let isFatal = sections.contains { section in
      section.entries.contains { $0.question.isFatal && $0.isFailed }
    }
    return Score(
      totalBasisPoints: isFatal ? 0 : weightedFraction(of: tallies).basisPoints,
      criticalBasisPoints: Self.plainFraction(of: critical).basisPoints,
      nonCriticalBasisPoints: weightedFraction(of: tally { !$0.isCritical }).basisPoints,
      isFatal: isFatal,
      groups: zip(sections, tallies).map { section, tally in
        Score.Group(
          id: section.group.id, points: Int32(tally.points), pointsMax: Int32(tally.pointsMax))
      })
  }

  /// The questions that apply and did not get the best answer, in the order of the form.
  package var failedQuestions: [FailedQuestion] {
    sections.flatMap { section in
      section.entries.filter(\.isFailed).map { entry in
        FailedQuestion(
          group: section.group.id, question: entry.question.id, text: entry.question.text,
          isCritical: entry.question.isCritical, isFatal: entry.question.isFatal,
          comment: entry.answer.comment)
      }
    }
  }

  /// What the questions of one group brought.
  private struct Tally {
    var weight: UInt64
    var points: UInt64 = 0
    var pointsMax: UInt64 = 0
  }

  /// Adds up the questions that apply and that `counts` lets through, by group.
  private func tally(where counts: (Question) -> Bool) -> [Tally] {
    sections.map { section in
      var tally = Tally(weight: UInt64(section.group.weightHundredths))
      for entry in section.entries where counts(entry.question) {
        guard let points = entry.points else { continue }
        tally.points += UInt64(points)
        tally.pointsMax += UInt64(entry.question.pointsMax)
      }
      return tally
    }
  }

  private func weightedFraction(of tallies: [Tally]) -> Fraction {
    switch weightMode {
    case .off: Self.plainFraction(of: tallies)
    case .scaled: Self.scaledFraction(of: tallies)
    case .percent: Self.percentFraction(of: tallies)
    }
  }

  /// Σ points / Σ maximum.
  private static func plainFraction(of tallies: [Tally]) -> Fraction {
    Fraction(
      numerator: Natural(tallies.reduce(0) { $0 + $1.points }),
      denominator: Natural(tallies.reduce(0) { $0 + $1.pointsMax }))
  }

  /// Σ points × weight / Σ maximum × weight (domain.md 4.2.1).
  private static func scaledFraction(of tallies: [Tally]) -> Fraction {
    Fraction(
      numerator: Natural(tallies.reduce(0) { $0 + $1.points * $1.weight }),
      denominator: Natural(tallies.reduce(0) { $0 + $1.pointsMax * $1.weight }))
  }

  /// Σ weight × (points / maximum) / Σ weight over the groups that apply (domain.md 4.2.3, 4).
  private static func percentFraction(of tallies: [Tally]) -> Fraction {
    var sum = Fraction(numerator: Natural(UInt64(0)), denominator: Natural(UInt64(1)))
    var weights: UInt64 = 0
    for tally in tallies where tally.pointsMax > 0 {
      weights += tally.weight
      sum = sum.adding(tally.weight * tally.points, over: tally.pointsMax)
    }
    return sum.divided(by: weights)
  }
}

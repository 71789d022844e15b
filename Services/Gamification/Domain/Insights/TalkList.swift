package import Kernel

/// Which people to talk to are asked for.
package struct TalkQuery: Hashable, Sendable {
  package let workday: Workday
  /// How many days before the workday are recent: ``recentDaysRange``.
  package let recentDays: Int32
  package let division: DivisionID?
  package let team: TeamID?
  /// Whose results the caller may see.
  package let visibility: Visibility
  /// Who is left out: the caller.
  package let caller: PersonID?

  package static var recentDaysRange: ClosedRange<Int32> { 7...92 }
  package static var recentDaysDefault: Int32 { 28 }

  /// Checks a query; 0 recent days are as many as usual.
  ///
  /// - Throws: ``ValidationError`` for `recent_days`.
  package init(
    workday: Workday, recentDays: Int32, division: DivisionID?, team: TeamID?,
    visibility: Visibility, caller: PersonID?
  ) throws(ValidationError) {
    let range = Self.recentDaysRange
    guard recentDays == 0 || range.contains(recentDays) else {
      throw ValidationError(
        field: "recent_days",
        reason: "must be 0 or from \(range.lowerBound) to \(range.upperBound)")
    }
    self.workday = workday
    self.recentDays = recentDays == 0 ? Self.recentDaysDefault : recentDays
    self.division = division
    self.team = team
    self.visibility = visibility
    self.caller = caller
  }
}

/// Somebody with data on the workday.
package struct TalkCandidate: Hashable, Sendable {
  package let person: PersonID
  package let displayName: String
  package let team: TeamID?
  package let day: ResultDay
  /// All recent workdays with data together.
  package let recent: PeriodResult

  package init(
    person: PersonID, displayName: String, team: TeamID?, day: ResultDay, recent: PeriodResult
  ) {
    self.person = person
    self.displayName = displayName
    self.team = team
    self.day = day
    self.recent = recent
  }
}

/// People to talk to, the most urgent first.
///
/// Source: domain.md row G31.
package struct TalkList: Hashable, Sendable {
  /// What makes somebody urgent.
  package enum Order: String, Hashable, Sendable, CaseIterable {
    /// How far the share of the goal has fallen below that of the recent workdays.
    case largestFall = "largest_fall"
    /// How much of the goal is missing.
    case furthestFromGoal = "furthest_from_goal"
  }

  /// The metric that most points are missing of.
  package struct Weakness: Hashable, Sendable {
    package let metric: ProfileMetricID
    package let missing: Points
  }

  package struct Entry: Hashable, Sendable {
    /// From 1.
    package let place: Int
    package let candidate: TalkCandidate
    package let goalBasisPoints: Int64
    /// `nil` when there are too few recent workdays.
    package let recentGoalBasisPoints: Int64?
    /// In basis points of the goal, more than 0.
    package let urgency: Int64
    package let weakness: Weakness?
  }

  package let entries: [Entry]

  /// Orders people; those with the same urgency by their ids.
  package init(_ candidates: [TalkCandidate], by order: Order) {
    let drafts = candidates.compactMap { Draft($0, order) }.sorted { left, right in
      left.urgency == right.urgency
        ? left.candidate.person < right.candidate.person : left.urgency > right.urgency
    }
    entries = drafts.enumerated().map { index, draft in
      Entry(
        place: index + 1, candidate: draft.candidate, goalBasisPoints: draft.goal,
        recentGoalBasisPoints: draft.recentGoal, urgency: draft.urgency,
        weakness: draft.candidate.day.weakness)
    }
  }

  private struct Draft {
    let candidate: TalkCandidate
    let goal: Int64
    let recentGoal: Int64?
    let urgency: Int64

    /// `nil` when there is nothing to talk about, or nothing can be said.
    init?(_ candidate: TalkCandidate, _ order: Order) {
      let day = PeriodResult(
        points: candidate.day.points, pointsMax: candidate.day.pointsMax, workdayCount: 1,
        value: nil)
      guard let goal = day.goalBasisPoints else { return nil }
      self.candidate = candidate
      self.goal = goal
      let isKnown = candidate.recent.workdayCount >= ChangeEstimate.workdaysMin
      recentGoal = isKnown ? candidate.recent.goalBasisPoints : nil
      switch order {
      case .largestFall:
        guard let recentGoal else { return nil }
        urgency = recentGoal - goal
      case .furthestFromGoal: urgency = 10_000 - goal
      }
      guard urgency > 0 else { return nil }
    }
  }
}

extension TalkList {
  /// The sort key of an entry.
  package struct Position: Hashable, Sendable {
    let urgency: Int64
    let person: PersonID

    /// Reads the position that a page token holds.
    ///
    /// - Throws: ``ValidationError`` for `page_token` when it is not a position of such a list.
    package init(texts: [String]) throws(ValidationError) {
      guard texts.count == 2, let urgency = Int64(texts[0]) else {
        throw ValidationError(
          field: "page_token", reason: "does not belong to this list and these arguments")
      }
      self.urgency = urgency
      person = PersonID(stored: texts[1])
    }
  }

  /// The entries behind one that a page ended with.
  package func entries(behind position: Position) -> ArraySlice<Entry> {
    entries.drop { entry in
      entry.urgency == position.urgency
        ? entry.candidate.person <= position.person : entry.urgency > position.urgency
    }
  }
}

extension TalkList.Entry {
  /// The form that a page token holds.
  package var position: [String] { [String(urgency), candidate.person.rawValue] }
}

extension PeriodResult {
  /// ``percentOfGoal`` in basis points, rounded half away from zero.
  package var goalBasisPoints: Int64? {
    percentOfGoal.map { Int64((100 * $0).rounded(.toNearestOrAwayFromZero)) }
  }
}

extension ResultDay {
  /// The metric that most points are missing of, of equal ones that with the lowest id.
  fileprivate var weakness: TalkList.Weakness? {
    let missing = outcomes.map { outcome in
      TalkList.Weakness(
        metric: outcome.metric,
        missing: Points(
          hundredths: outcome.pointsMax.hundredths - outcome.points.hundredths))
    }
    return missing.filter { $0.missing > .zero }.min { left, right in
      left.missing == right.missing
        ? left.metric.description < right.metric.description : left.missing > right.missing
    }
  }
}

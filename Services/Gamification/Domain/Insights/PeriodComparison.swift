internal import Kernel

/// What somebody, or a group, has achieved in a period.
///
/// Source: domain.md row G36 and the fields of 1.2.1.
package struct PeriodResult: Hashable, Sendable {
  package let points: Points
  package let pointsMax: Points
  /// How many workdays had a value.
  package let workdayCount: Int
  /// The value of the metric over the period; `nil` without one, and for all metrics together.
  package let value: Double?

  package init(points: Points, pointsMax: Points, workdayCount: Int, value: Double?) {
    self.points = points
    self.pointsMax = pointsMax
    self.workdayCount = workdayCount
    self.value = value
  }

  /// `points / pointsMax * 100`; `nil` when nothing could be earned.
  package var percentOfGoal: Double? {
    guard pointsMax > .zero else { return nil }
    return 100 * Double(points.hundredths) / Double(pointsMax.hundredths)
  }
}

/// A period next to an earlier one.
package struct PeriodComparison: Hashable, Sendable {
  package let primary: PeriodResult
  package let comparative: PeriodResult
  /// How the workdays of the periods differ.
  package let change: ChangeEstimate

  package init(primary: PeriodResult, comparative: PeriodResult, change: ChangeEstimate) {
    self.primary = primary
    self.comparative = comparative
    self.change = change
  }

  /// In percentage points; `nil` when one of the periods has none.
  package var percentOfGoalChange: Double? {
    guard let primary = primary.percentOfGoal, let comparative = comparative.percentOfGoal else {
      return nil
    }
    return primary - comparative
  }

  /// In the metric's unit; `nil` when one of the periods has no value.
  package var valueChange: Double? {
    guard let primary = primary.value, let comparative = comparative.value else { return nil }
    return primary - comparative
  }

  /// Whether the workdays have clearly become worse by their percent of goal; only of all metrics
  /// together.
  package var isClearDecline: Bool {
    change.certainty == .clear && (change.interval.map { $0.upperBound < 0 } ?? false)
  }
}

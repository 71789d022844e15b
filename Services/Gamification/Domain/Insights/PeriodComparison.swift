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
  /// Whether the change is more than chance.
  package let certainty: ChangeCertainty

  package init(primary: PeriodResult, comparative: PeriodResult, certainty: ChangeCertainty) {
    self.primary = primary
    self.comparative = comparative
    self.certainty = certainty
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
}

/// Whether a change between two periods is more than what workdays vary by anyway.
package enum ChangeCertainty: String, Hashable, Sendable, CaseIterable {
  case clear
  case unclear
  /// There are too few workdays to tell.
  case unknown
}

extension ChangeCertainty {
  /// The fewest workdays of each period.
  package static var workdaysMin: Int { 5 }

  /// Compares the values of workdays: Welch's t-test, two-sided, at 5 %.
  ///
  /// Source: B. L. Welch, The generalization of "Student's" problem when several different
  /// population variances are involved, Biometrika 34 (1947); the degrees of freedom are those of
  /// Welch and Satterthwaite.
  package init(primary: [Double], comparative: [Double]) {
    guard primary.count >= Self.workdaysMin, comparative.count >= Self.workdaysMin else {
      self = .unknown
      return
    }
    let (one, other) = (Sample(primary), Sample(comparative))
    let difference = abs(one.mean - other.mean)
    let spread = one.meanVariance + other.meanVariance
    guard spread > 0 else {
      self = difference > 0 ? .clear : .unclear
      return
    }
    let degrees =
      spread * spread
      / (one.meanVariance * one.meanVariance / Double(one.count - 1)
        + other.meanVariance * other.meanVariance / Double(other.count - 1))
    let t = difference / spread.squareRoot()
    self = t > StudentT.critical(degrees: degrees) ? .clear : .unclear
  }

  private struct Sample {
    let count: Int
    let mean: Double
    /// The variance of the mean.
    let meanVariance: Double

    init(_ values: [Double]) {
      count = values.count
      let mean = values.reduce(0, +) / Double(values.count)
      self.mean = mean
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      meanVariance = squares / Double(values.count - 1) / Double(values.count)
    }
  }
}

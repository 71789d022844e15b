package import Kernel

/// Work that looks as if somebody played the game rather than did the job.
///
/// Its points are held until somebody has looked at it. For example: more than 30 % short calls, of
/// at least 10. Source: domain.md row G22.
package struct AnomalyRule: Hashable, Sendable {
  package let id: RuleID
  /// What is suspicious.
  package let suspicious: Measure
  /// What it is a part of.
  package let whole: Measure
  /// More percent than this is an anomaly: 0 or more.
  package let percentMax: Double
  /// So much of the whole there must be at least, since a part of little says nothing.
  package let wholeMin: Double
  /// Whose points are held; empty for all metrics of the profile.
  package let metrics: Set<ProfileMetricID>

  /// Checks a rule.
  ///
  /// - Throws: ``ValidationError`` that names `percent_max`, `whole_min` or `whole_measure_id`.
  package init(
    id: RuleID, suspicious: Measure, of whole: Measure, percentMax: Double, wholeMin: Double,
    metrics: Set<ProfileMetricID>, field: String
  ) throws(ValidationError) {
    guard suspicious != whole else {
      throw ValidationError(
        field: "\(field).whole_measure_id", reason: "must be another one than measure_id")
    }
    guard percentMax.isFinite, (0...1_000_000).contains(percentMax) else {
      throw ValidationError(field: "\(field).percent_max", reason: "must be from 0 to 1000000")
    }
    guard wholeMin.isFinite, (0...Measurement.amountMax).contains(wholeMin) else {
      throw ValidationError(
        field: "\(field).whole_min",
        reason: "must be a number from 0 to \(Int64(Measurement.amountMax))")
    }
    self.init(
      stored: id, suspicious: suspicious, of: whole, percentMax: percentMax, wholeMin: wholeMin,
      metrics: metrics)
  }

  /// Adopts a rule that was checked when it was stored.
  package init(
    stored id: RuleID, suspicious: Measure, of whole: Measure, percentMax: Double,
    wholeMin: Double, metrics: Set<ProfileMetricID>
  ) {
    self.id = id
    self.suspicious = suspicious
    self.whole = whole
    self.percentMax = percentMax
    self.wholeMin = wholeMin
    self.metrics = metrics
  }

  /// What is suspicious in percent; `nil` when it is not too much, or too little to tell.
  package func anomaly(in sheet: DaySheet) -> Double? {
    let whole = amount(of: whole, sheet)
    guard whole > 0, whole >= wholeMin else { return nil }
    let percent = 100 * amount(of: suspicious, sheet) / whole
    return percent > percentMax ? percent : nil
  }

  private func amount(of measure: Measure, _ sheet: DaySheet) -> Double {
    sheet.measurements.filter { $0.measure == measure }.map(\.amount).sorted().reduce(0, +)
  }
}

/// What somebody has decided about the points that an ``AnomalyRule`` holds on a workday.
package enum AnomalyReview: String, Hashable, Sendable, CaseIterable {
  /// The work was as it should be; the points are paid.
  case released
  /// The points are lost.
  case rejected
}

package import Kernel

/// A change of the points of a workday, with what made it; never changed and never removed.
///
/// Source: domain.md rows G17 to G19.
package struct LedgerPosting: Hashable, Sendable {
  /// Why points changed.
  package enum Cause: String, Hashable, Sendable, CaseIterable {
    /// Something was measured.
    case measurement
    /// An evaluation, assignment or activity.
    case event
    /// The rules of the workday changed.
    case rules
    /// Somebody looked at an anomaly.
    case review
    /// The person came into another profile.
    case membership
  }

  /// The change of one metric.
  package struct Line: Hashable, Sendable {
    package let metric: ProfileMetricID
    /// The version of the ``MetricRule`` that the points follow now.
    package let version: Int64
    /// May be negative, never zero.
    package let points: Points
    /// What was scored; `nil` when there is no value.
    package let value: Double?

    package init(metric: ProfileMetricID, version: Int64, points: Points, value: Double?) {
      self.metric = metric
      self.version = version
      self.points = points
      self.value = value
    }
  }

  package let id: LedgerEntryID
  package let day: PersonDay
  package let cause: Cause
  /// What brought the change: an id that its sender knows, at most 100 characters.
  package let source: String
  package let awardTime: Timestamp
  /// When what is awarded was achieved, of several things the first; `nil` when nobody has told.
  package let earnTime: Timestamp?
  package let finality: Finality
  /// The first workday on which the points no longer count for the standing.
  package let expiry: Workday?
  package let lines: [Line]

  package init(
    id: LedgerEntryID, day: PersonDay, cause: Cause, source: String, awardTime: Timestamp,
    earnTime: Timestamp? = nil, finality: Finality, expiry: Workday?, lines: [Line]
  ) {
    self.id = id
    self.day = day
    self.cause = cause
    self.source = source
    self.awardTime = awardTime
    self.earnTime = earnTime
    self.finality = finality
    self.expiry = expiry
    self.lines = lines
  }
}

extension DayResult {
  /// What turns stored points into those of this result: the lines of a posting, in the order of
  /// the metrics' ids.
  ///
  /// The sum of all lines of a workday is always its points, whatever came before.
  package func lines(from stored: [ResultDay.Outcome]) -> [LedgerPosting.Line] {
    var lines: [ProfileMetricID: LedgerPosting.Line] = [:]
    for before in stored where before.points != .zero {
      lines[before.metric] = LedgerPosting.Line(
        metric: before.metric, version: before.version,
        points: Points(hundredths: -before.points.hundredths), value: nil)
    }
    for outcome in metrics {
      let before = lines[outcome.metric]?.points ?? .zero
      let change = before + outcome.points
      lines[outcome.metric] =
        change == .zero
        ? nil
        : LedgerPosting.Line(
          metric: outcome.metric, version: outcome.version, points: change, value: outcome.value)
    }
    return lines.values.sorted { left, right in
      (left.metric.uuid.high, left.metric.uuid.low)
        < (right.metric.uuid.high, right.metric.uuid.low)
    }
  }
}

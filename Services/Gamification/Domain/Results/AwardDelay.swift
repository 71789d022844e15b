package import Kernel

/// The first and the last instant of the awards that are looked at.
package struct AwardWindow: Hashable, Sendable {
  package let start: Timestamp
  package let end: Timestamp

  package static var durationDefault: Duration { .seconds(86_400) }
  package static var durationMax: Duration { .seconds(31 * 86_400) }

  /// Checks a window; without an end it ends now, without a start it begins a day before its end.
  ///
  /// - Throws: ``ValidationError`` for `start_time`.
  package init(
    from start: Timestamp?, until end: Timestamp?, now: Timestamp
  ) throws(ValidationError) {
    let end = end ?? now
    let start = start ?? end.adding(.zero - Self.durationDefault)
    guard start < end else {
      throw ValidationError(field: "start_time", reason: "must be before end_time")
    }
    guard end.duration(since: start) <= Self.durationMax else {
      throw ValidationError(
        field: "start_time", reason: "must be at most 31 days before end_time")
    }
    self.start = start
    self.end = end
  }
}

/// How long people wait for points that they have earned.
///
/// Source: domain.md rows G18 and G19.
package struct AwardDelay: Hashable, Sendable {
  /// How many postings have a known delay.
  package let knownCount: Int64
  /// How many were made before their workday was over, by something of which nobody knows when it
  /// happened.
  package let unknownCount: Int64
  /// How many came later than ``limit``.
  package let lateCount: Int64
  package let median: Duration
  /// What 95 of 100 postings do not exceed.
  package let percentile95: Duration
  package let max: Duration

  /// How long people may wait.
  package static var limit: Duration { .seconds(3_600) }

  package init(
    knownCount: Int64, unknownCount: Int64, lateCount: Int64, median: Duration,
    percentile95: Duration, max: Duration
  ) {
    self.knownCount = knownCount
    self.unknownCount = unknownCount
    self.lateCount = lateCount
    self.median = median
    self.percentile95 = percentile95
    self.max = max
  }

  /// The part of the known ones that came too late, 0 to 1.
  package var lateShare: Double {
    knownCount == 0 ? 0 : Double(lateCount) / Double(knownCount)
  }

  /// Whether so many come too late that somebody should look.
  package var isAlarming: Bool { percentile95 > Self.limit }
}

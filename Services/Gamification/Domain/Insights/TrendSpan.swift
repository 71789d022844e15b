package import Kernel

/// The range of a trend, as it is asked for.
///
/// Source: domain.md rows G29, G30 and G35.
package enum TrendSpan: Hashable, Sendable {
  case range(WorkdayRange)
  /// A reporting interval of the profile, by its number from 1, up to a workday; up to today when
  /// none is given.
  case reportingInterval(Int, end: Workday?)

  /// Checks what came from outside; `interval` is 0 for a range.
  ///
  /// - Throws: ``ValidationError`` for `start_workday`, `end_workday` or `reporting_interval`.
  package init(
    start: Workday?, end: Workday?, interval: Int32, daysMax: Int32
  ) throws(ValidationError) {
    guard interval == 0 else {
      guard (1...Int32(ProfileSettings.intervalsMax)).contains(interval) else {
        throw ValidationError(
          field: "reporting_interval", reason: "must be from 0 to \(ProfileSettings.intervalsMax)")
      }
      guard start == nil else {
        throw ValidationError(
          field: "start_workday", reason: "must be absent with reporting_interval")
      }
      self = .reportingInterval(Int(interval), end: end)
      return
    }
    guard let start else {
      throw ValidationError(
        field: "start_workday", reason: "is required without reporting_interval")
    }
    guard let end else {
      throw ValidationError(
        field: "end_workday", reason: "is required without reporting_interval")
    }
    self = .range(try WorkdayRange(from: start, through: end).checked(daysMax: daysMax))
  }

  /// The last workday.
  package func end(today: Workday) -> Workday {
    switch self {
    case .range(let range): range.end
    case .reportingInterval(_, let end): end ?? today
    }
  }

  /// The workdays; a reporting interval is one of those given.
  ///
  /// - Throws: ``GamificationError/noReportingInterval(_:)``.
  package func range(
    today: Workday, intervals: [ReportingInterval]
  ) throws -> WorkdayRange {
    switch self {
    case .range(let range): return range
    case .reportingInterval(let number, _):
      guard intervals.indices.contains(number - 1) else {
        throw GamificationError.noReportingInterval(number)
      }
      let days = intervals[number - 1].range(endingWith: end(today: today))
      return try WorkdayRange(from: days.lowerBound, through: days.upperBound)
    }
  }
}

extension WorkdayRange {
  /// The range, when it is no longer than some days.
  ///
  /// - Throws: ``ValidationError`` for `end_workday`.
  package func checked(daysMax: Int32) throws(ValidationError) -> WorkdayRange {
    guard end.daysSinceEpoch - start.daysSinceEpoch < daysMax else {
      throw ValidationError(
        field: "end_workday", reason: "must be less than \(daysMax) days after start_workday")
    }
    return self
  }
}

/// The workdays of a range that a trend shows.
package struct TrendDays: Hashable, Sendable {
  package let range: WorkdayRange
  /// 1 for Monday to 7 for Sunday (ISO 8601); empty for all.
  package let daysOfWeek: Set<Int>

  package init(range: WorkdayRange, daysOfWeek: Set<Int> = []) {
    self.range = range
    self.daysOfWeek = daysOfWeek
  }

  /// The oldest first.
  package var workdays: [Workday] {
    (range.start.daysSinceEpoch...range.end.daysSinceEpoch).lazy
      .map { Workday(daysSinceEpoch: $0) }
      .filter { daysOfWeek.isEmpty || daysOfWeek.contains($0.dayOfWeek) }
  }
}

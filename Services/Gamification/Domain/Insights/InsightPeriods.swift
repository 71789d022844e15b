package import Kernel

/// Two periods of the same kind that are compared.
///
/// Source: domain.md row G36.
package struct InsightPeriods: Hashable, Sendable {
  package let granularity: BestPoints.Granularity
  package let primary: WorkdayRange
  /// Ends before ``primary`` begins.
  package let comparative: WorkdayRange

  /// Checks which periods are asked for.
  ///
  /// - Parameters:
  ///   - granularity: How long both are.
  ///   - primary: A day of the first one.
  ///   - comparative: A day of the other one; `nil` for the period before.
  ///   - firstDayOfWeek: What weeks begin with: 1 for Monday to 7 for Sunday (ISO 8601).
  ///   - field: Where they stand in the request.
  /// - Throws: ``ValidationError`` for `comparative_workday` or `first_day_of_week`.
  package init(
    _ granularity: BestPoints.Granularity, primary: Workday, comparative: Workday?,
    firstDayOfWeek: Int32, field: String
  ) throws(ValidationError) {
    guard (1...7).contains(firstDayOfWeek) else {
      throw ValidationError(field: "\(field).first_day_of_week", reason: "must be from 1 to 7")
    }
    func period(around day: Workday) throws(ValidationError) -> WorkdayRange {
      let start = granularity.start(of: day, weekStart: Int(firstDayOfWeek))
      return try WorkdayRange(from: start, through: granularity.end(ofPeriodFrom: start))
    }
    self.granularity = granularity
    self.primary = try period(around: primary)
    self.comparative = try period(
      around: comparative ?? self.primary.start.adding(days: -1))
    guard self.comparative.end < self.primary.start else {
      throw ValidationError(
        field: "\(field).comparative_workday",
        reason: "must lie in an earlier period than primary_workday")
    }
  }
}

extension WorkdayRange {
  package func contains(_ workday: Workday) -> Bool { start <= workday && workday <= end }
}

package import Kernel

/// A span of time that the people of a profile see themselves over.
///
/// Source: domain.md row G35 and 1.3.
package struct ReportingInterval: Hashable, Sendable {
  package enum Granularity: String, Hashable, Sendable, CaseIterable {
    case day
    case week
    case month
  }

  package let granularity: Granularity
  /// How many days, weeks or months: from 1.
  package let value: Int32

  /// Checks an interval: at most 90 days, 13 weeks or 3 months.
  ///
  /// - Throws: ``ValidationError`` for `value`.
  package init(
    granularity: Granularity, value: Int32, field: String
  ) throws(ValidationError) {
    let valueMax = Self.valueMax(of: granularity)
    guard (1...valueMax).contains(value) else {
      throw ValidationError(
        field: "\(field).value",
        reason: "must be from 1 to \(valueMax) with the granularity \(granularity.rawValue)")
    }
    self.granularity = granularity
    self.value = value
  }

  /// Adopts an interval that was checked when it was stored.
  package init(stored granularity: Granularity, value: Int32) {
    self.granularity = granularity
    self.value = value
  }

  private static func valueMax(of granularity: Granularity) -> Int32 {
    switch granularity {
    case .day: 90
    case .week: 13
    case .month: 3
    }
  }

  /// The workdays up to and with the last one.
  ///
  /// Weeks have seven days; months are calendar months, so that one that ends with the 31st begins
  /// on the 1st, or the day after the last of a shorter month.
  package func range(endingWith end: Workday) -> ClosedRange<Workday> {
    switch granularity {
    case .day: return end.adding(days: 1 - value)...end
    case .week: return end.adding(days: 1 - 7 * value)...end
    case .month: return Self.day(after: end, monthsBefore: Int(value))...end
    }
  }

  /// The day after the same day of an earlier month, or after the last day of that month when it is
  /// shorter.
  private static func day(after workday: Workday, monthsBefore months: Int) -> Workday {
    let (year, month, day) = workday.components
    let shifted = year * 12 + month - 1 - months
    let (earlierYear, earlierMonth) = (shifted / 12, shifted % 12 + 1)
    let same = (1...day).reversed().lazy.compactMap { day in
      Workday(year: earlierYear, month: earlierMonth, day: day)
    }.first
    return (same ?? workday).adding(days: 1)
  }
}

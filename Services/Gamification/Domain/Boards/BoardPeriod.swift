package import Kernel

/// Which workdays count on a stored board.
///
/// Source: domain.md row G39.
package enum BoardPeriod: Hashable, Sendable {
  case today
  case yesterday
  /// From Monday to today.
  case thisWeek
  /// The seven days before this week.
  case lastWeek
  /// From the first of the month to today.
  case thisMonth
  case lastMonth
  case custom(WorkdayRange)

  /// The form in which it is stored, without the workdays of ``custom(_:)``.
  package var name: String {
    switch self {
    case .today: "today"
    case .yesterday: "yesterday"
    case .thisWeek: "this_week"
    case .lastWeek: "last_week"
    case .thisMonth: "this_month"
    case .lastMonth: "last_month"
    case .custom: "custom"
    }
  }

  /// Finds a period by its name; `nil` when there is none, or a custom one without its workdays.
  package init?(name: String, range: WorkdayRange?) {
    let periods: [BoardPeriod] = [
      .today, .yesterday, .thisWeek, .lastWeek, .thisMonth, .lastMonth,
    ]
    guard let period = periods.first(where: { $0.name == name }) ?? range.map({ .custom($0) }),
      period.name == name
    else { return nil }
    self = period
  }

  /// The workdays, seen from one.
  package func range(on today: Workday) -> WorkdayRange {
    let (year, month, _) = today.components
    let monday = today.adding(days: -Self.daysSinceMonday(today))
    let first = Workday(year: year, month: month, day: 1) ?? today
    switch self {
    case .today: return Self.range(today, today)
    case .yesterday: return Self.range(today.adding(days: -1), today.adding(days: -1))
    case .thisWeek: return Self.range(monday, today)
    case .lastWeek: return Self.range(monday.adding(days: -7), monday.adding(days: -1))
    case .thisMonth: return Self.range(first, today)
    case .lastMonth:
      let last = first.adding(days: -1)
      let (year, month, _) = last.components
      return Self.range(Workday(year: year, month: month, day: 1) ?? last, last)
    case .custom(let range): return range
    }
  }

  private static func range(_ start: Workday, _ end: Workday) -> WorkdayRange {
    guard let range = try? WorkdayRange(from: start, through: end) else {
      preconditionFailure("a period is at most a month long and ends behind its start")
    }
    return range
  }

  /// The first of January 1970 was a Thursday.
  private static func daysSinceMonday(_ workday: Workday) -> Int32 {
    let days = (workday.daysSinceEpoch + 3) % 7
    return days < 0 ? days + 7 : days
  }
}

/// When a stored board is brought up to date.
///
/// Source: domain.md row G43.
package enum RefreshSchedule: Hashable, Sendable {
  /// Whenever it is read.
  case realTime
  /// With each full hour.
  case hourly
  /// At a minute of each day.
  case daily(minute: Int32)
  /// At a minute of a weekday: from 1 for Monday to 7 for Sunday.
  case weekly(weekday: Int32, minute: Int32)

  /// Before people begin to work: domain.md row G43 recommends daily at 08:00.
  package static var minuteDefault: Int32 { 480 }
  package static var standard: RefreshSchedule { .daily(minute: minuteDefault) }

  /// The form in which it is stored, without the time.
  package var name: String {
    switch self {
    case .realTime: "real_time"
    case .hourly: "hourly"
    case .daily: "daily"
    case .weekly: "weekly"
    }
  }

  package var weekday: Int32? {
    if case .weekly(let weekday, _) = self { weekday } else { nil }
  }

  package var minute: Int32? {
    switch self {
    case .realTime, .hourly: nil
    case .daily(let minute), .weekly(_, let minute): minute
    }
  }

  /// Adopts a schedule that was checked when it was stored; `nil` for an unknown name.
  package init?(name: String, weekday: Int32?, minute: Int32?) {
    switch (name, weekday, minute) {
    case ("real_time", _, _): self = .realTime
    case ("hourly", _, _): self = .hourly
    case ("daily", _, let minute?): self = .daily(minute: minute)
    case ("weekly", let weekday?, let minute?): self = .weekly(weekday: weekday, minute: minute)
    default: return nil
    }
  }

  /// Checks a minute of the day.
  ///
  /// - Throws: ``ValidationError`` that names `field`.
  package static func checkMinute(_ minute: Int32, field: String) throws(ValidationError) -> Int32 {
    guard (0...1_439).contains(minute) else {
      throw ValidationError(field: field, reason: "must be from 0 to 1439")
    }
    return minute
  }

  /// Checks a weekday.
  ///
  /// - Throws: ``ValidationError`` that names `field`.
  package static func checkWeekday(
    _ weekday: Int32, field: String
  ) throws(ValidationError) -> Int32 {
    guard (1...7).contains(weekday) else {
      throw ValidationError(field: field, reason: "must be from 1 for Monday to 7 for Sunday")
    }
    return weekday
  }
}

package import Kernel

/// When the points of a workday stop to count for the standing; they always count for the lifetime.
///
/// Source: domain.md row G15, which recommends 7 days or a monthly cycle and rules 24 hours out.
package enum Decay: Hashable, Sendable {
  case never
  /// So many days after the workday.
  case afterDays(Int32)
  /// With the end of the calendar month.
  case monthly

  /// How many days points may last.
  package static var daysRange: ClosedRange<Int32> { 2...366 }

  /// Checks a number of days.
  ///
  /// - Throws: ``ValidationError`` that names `field`.
  package static func checked(days: Int32, field: String) throws(ValidationError) -> Decay {
    guard Self.daysRange.contains(days) else {
      throw ValidationError(
        field: field,
        reason: "must be from \(Self.daysRange.lowerBound) to \(Self.daysRange.upperBound) days")
    }
    return .afterDays(days)
  }

  /// How many days points last; `nil` unless it is a number of days.
  package var days: Int32? {
    if case .afterDays(let days) = self { days } else { nil }
  }

  /// The first workday on which points no longer count; `nil` when they always do.
  package func expiry(of workday: Workday) -> Workday? {
    switch self {
    case .never: return nil
    case .afterDays(let days): return workday.adding(days: days)
    case .monthly:
      let (year, month, _) = workday.components
      let next = month == 12 ? (year + 1, 1) : (year, month + 1)
      return Workday(year: next.0, month: next.1, day: 1)
    }
  }

  /// Whether the points of a workday count on a day.
  package func counts(_ workday: Workday, on day: Workday) -> Bool {
    guard workday <= day else { return false }
    return expiry(of: workday).map { day < $0 } ?? true
  }

  /// The sum of the points that count on a day.
  package func standing(of points: [WorkdayPoints], on day: Workday) -> Points {
    points.lazy.filter { counts($0.workday, on: day) }.map(\.points).reduce(.zero, +)
  }
}

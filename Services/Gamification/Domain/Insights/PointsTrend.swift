package import Kernel

/// How points went from workday to workday.
///
/// Source: domain.md rows G29 and G30.
package struct PointsTrend: Hashable, Sendable {
  /// Oldest first; workdays without facts are left out.
  package let workdays: [WorkdayPoints]

  /// Takes the workdays of a range that fall on the given days of the week; all when none is given.
  ///
  /// Days of the week go from 1 for Monday to 7 for Sunday (ISO 8601).
  package init(
    of points: [WorkdayPoints], in range: WorkdayRange, daysOfWeek: Set<Int> = []
  ) {
    workdays = points.filter { entry in
      range.start <= entry.workday && entry.workday <= range.end
        && (daysOfWeek.isEmpty || daysOfWeek.contains(entry.workday.dayOfWeek))
    }.sorted { $0.workday < $1.workday }
  }

  /// The mean of the workdays with facts, in hundredths and rounded half away from zero; `nil`
  /// without any.
  package var mean: Points? { Points.mean(of: workdays.map(\.points)) }
}

extension Points {
  /// The mean in hundredths, rounded half away from zero; `nil` of nothing.
  ///
  /// Of a group's workday it is that of the members who have facts: whoever was not at work neither
  /// raises nor lowers it.
  package static func mean(of points: [Points]) -> Points? {
    guard !points.isEmpty else { return nil }
    let sum = Double(points.reduce(.zero, +).hundredths)
    return Points(
      hundredths: Int64((sum / Double(points.count)).rounded(.toNearestOrAwayFromZero)))
  }
}

extension Workday {
  /// 1 for Monday to 7 for Sunday (ISO 8601).
  package var dayOfWeek: Int {
    // 1970-01-01 was a Thursday.
    let days = (Int(daysSinceEpoch) + 3) % 7
    return (days < 0 ? days + 7 : days) + 1
  }
}

package import Kernel

extension Points {
  /// The mean in hundredths, rounded half away from zero; `nil` of nothing.
  ///
  /// Of a group's workday it is that of the members who have facts: whoever was not at work neither
  /// raises nor lowers it.
  package static func mean(of points: [Points]) -> Points? {
    mean(ofSum: points.reduce(.zero, +), count: points.count)
  }

  /// The mean of so many points with a sum, in hundredths, rounded half away from zero; `nil` of
  /// nothing.
  package static func mean(ofSum sum: Points, count: Int) -> Points? {
    guard count > 0 else { return nil }
    return Points(
      hundredths: Int64(
        (Double(sum.hundredths) / Double(count)).rounded(.toNearestOrAwayFromZero)))
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

package import Kernel

/// The days that an organization has something of, from which a report takes those that the user
/// does not name.
package struct DaysWithData: Hashable, Sendable {
  /// The first day with a call.
  package let firstCall: Workday
  /// The last day with a call.
  package let lastCall: Workday
  /// The last day with points, when it is after the last call; `nil` when there is none.
  ///
  /// Evaluations and completed modules count on the day of the release or completion, which can be
  /// long after the calls.
  package let lastPoints: Workday?
  /// Whether the report shows what comes from calls; otherwise only the days with points matter.
  package let showsCalls: Bool

  /// The most days with calls that a report has unless its first day is named.
  package static var callDaysMax: Int32 { 92 }

  /// - Parameters:
  ///   - firstCall: The first day with a call.
  ///   - lastCall: The last one, not before the first.
  ///   - lastPoints: The last day with points; one that is not after the last call says nothing.
  ///   - showsCalls: Whether the report shows what comes from calls.
  package init(
    firstCall: Workday, lastCall: Workday, lastPoints: Workday?, showsCalls: Bool = true
  ) {
    self.firstCall = firstCall
    self.lastCall = lastCall
    self.lastPoints = lastPoints.flatMap { $0 > lastCall ? $0 : nil }
    self.showsCalls = showsCalls
  }

  /// Chooses the days of a report.
  ///
  /// It begins with the first call, but at most ``callDaysMax`` days up to the last one, and ends
  /// with the last points. When these are too far from the calls for one report, it shows the calls
  /// if it can.
  ///
  /// - Parameters:
  ///   - start: The first day; `nil` when the user does not name it.
  ///   - end: The last day; `nil` when the user does not name it.
  /// - Returns: The days.
  /// - Throws: ``NoDataError`` when there is nothing after the start or before the end, or
  ///   ``ValidationError`` when both are given and are no range.
  package func range(from start: Workday?, through end: Workday?) throws -> WorkdayRange {
    if let start, let end { return try WorkdayRange(from: start, through: end) }
    if let start, start > lastDay { throw NoDataError(side: .onOrAfter(start), days: self) }
    if let end, end < firstCall { throw NoDataError(side: .onOrBefore(end), days: self) }
    if let end {
      let first = max(firstDay(upTo: min(end, lastCall)), end.adding(days: 1 - Self.daysMax))
      return try WorkdayRange(from: first, through: end)
    }
    let first = start ?? firstDay(upTo: lastCall)
    if start == nil, !showsCalls, let lastPoints {
      return try WorkdayRange(
        from: max(first, lastPoints.adding(days: 1 - Self.daysMax)), through: lastPoints)
    }
    let farthest = first.adding(days: Self.daysMax - 1)
    let last = [lastPoints, lastCall].compactMap { $0 }.first { (first...farthest).contains($0) }
    return try WorkdayRange(from: first, through: last ?? farthest)
  }

  /// The day of the last points when a range that was chosen here leaves it out.
  package func lastPoints(after range: WorkdayRange) -> Workday? {
    lastPoints.flatMap { $0 > range.end ? $0 : nil }
  }

  /// The last day with anything.
  private var lastDay: Workday { lastPoints ?? lastCall }

  /// The most days of a report.
  private static var daysMax: Int32 { WorkdayRange.daysMax }

  private func firstDay(upTo last: Workday) -> Workday {
    max(firstCall, last.adding(days: 1 - Self.callDaysMax))
  }
}

/// Nothing happened on the days that the user names one end of.
package struct NoDataError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Which days have nothing.
  package enum Side: Hashable, Sendable {
    case onOrAfter(Workday)
    case onOrBefore(Workday)
  }

  package let side: Side
  package let days: DaysWithData

  package init(side: Side, days: DaysWithData) {
    self.side = side
    self.days = days
  }

  /// What is not there, and which days have something.
  package var description: String {
    let what =
      switch side {
      case .onOrAfter(let day): "on or after \(day)"
      case .onOrBefore(let day): "on or before \(day)"
      }
    let calls = "the calls are of \(days.firstCall) to \(days.lastCall)"
    guard let lastPoints = days.lastPoints else {
      return "There are no calls \(what); \(calls)."
    }
    return "There are no calls and no points \(what); \(calls), the last points of \(lastPoints)."
  }
}

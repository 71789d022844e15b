package import Kernel

/// The best day, week and month of somebody, or of everybody.
///
/// Source: domain.md row G32.
package struct BestPoints: Hashable, Sendable {
  /// How long a record takes.
  package enum Granularity: String, Hashable, Sendable, CaseIterable {
    case day
    /// Seven days from the organisation's first day of the week.
    case week
    /// A calendar month.
    case month
  }

  package let granularity: Granularity
  package let points: Points
  /// The first workday of the period; of equal ones the earliest.
  package let start: Workday
  package let end: Workday
  /// Who reached the points in a period like that, whichever; in the order of ids.
  package let holders: [PersonID]
}

/// The points of one person on one workday.
package struct PersonPoints: Hashable, Sendable {
  package let person: PersonID
  package let workday: Workday
  package let points: Points

  package init(person: PersonID, workday: Workday, points: Points) {
    self.person = person
    self.workday = workday
    self.points = points
  }
}

extension BestPoints {
  /// Finds the record; `nil` when nobody has any points.
  ///
  /// A week begins with `weekStart`: 1 for Monday to 7 for Sunday (ISO 8601).
  package static func best(
    of points: [PersonPoints], granularity: Granularity, weekStart: Int
  ) -> BestPoints? {
    struct Period: Hashable {
      let person: PersonID
      let start: Workday
    }
    var sums: [Period: Points] = [:]
    for entry in points {
      let start = granularity.start(of: entry.workday, weekStart: weekStart)
      sums[Period(person: entry.person, start: start), default: .zero] =
        sums[Period(person: entry.person, start: start), default: .zero] + entry.points
    }
    guard let best = sums.values.max(), best > .zero else { return nil }
    let records = sums.filter { $0.value == best }.map(\.key)
    guard let start = records.map(\.start).min() else { return nil }
    return BestPoints(
      granularity: granularity, points: best, start: start,
      end: granularity.end(ofPeriodFrom: start), holders: Set(records.map(\.person)).sorted())
  }
}

extension BestPoints.Granularity {
  /// The first workday of the period that a workday lies in.
  package func start(of workday: Workday, weekStart: Int) -> Workday {
    precondition((1...7).contains(weekStart), "a setting of the organisation")
    switch self {
    case .day: return workday
    case .week:
      return workday.adding(days: -Int32((workday.dayOfWeek - weekStart + 7) % 7))
    case .month:
      let (_, _, day) = workday.components
      return workday.adding(days: Int32(1 - day))
    }
  }

  /// The last workday of a period.
  package func end(ofPeriodFrom start: Workday) -> Workday {
    switch self {
    case .day: return start
    case .week: return start.adding(days: 6)
    case .month:
      // The 1st is at most 31 days before the next 1st.
      let (_, month, _) = start.components
      let last = (27...30).last { start.adding(days: $0).components.month == month }
      return start.adding(days: last ?? 0)
    }
  }
}

package import Kernel

/// When points of workdays stop to count, by the settings of an organisation.
///
/// It is a matter of the workday alone, so whatever corrects a workday later expires with what it
/// corrects. Source: domain.md 1.2.3 and row G15.
package struct PointsExpiry: Sendable {
  private let settings: SettingsHistory

  package init(_ settings: SettingsHistory) { self.settings = settings }

  /// The first workday on which the points of a workday no longer count; `nil` when they always
  /// do.
  package func expiry(of workday: Workday) -> Workday? {
    settings.settings(on: workday).decay.expiry(of: workday)
  }

  /// Whether the points of a workday count on a day.
  package func counts(_ workday: Workday, on day: Workday) -> Bool {
    settings.settings(on: workday).decay.counts(workday, on: day)
  }

  /// The workdays of a range whose points count on its last day.
  package func countedDays(of range: WorkdayRange) -> [Workday] {
    (range.start.daysSinceEpoch...range.end.daysSinceEpoch).lazy
      .map { Workday(daysSinceEpoch: $0) }
      .filter { counts($0, on: range.end) }
  }
}

/// Which workdays a balance is of.
package struct BalanceSpan: Hashable, Sendable {
  /// `nil` when it is of no season.
  package let season: SeasonID?
  /// `nil` for the first workday that there is.
  package let start: Workday?
  /// The last workday, and the day that the balance is of.
  package let end: Workday
  /// Whether more points may come and others expire.
  package let isRunning: Bool

  /// The span of a season.
  package init(of season: Season, today: Workday) {
    self.season = season.id
    start = season.start
    isRunning = season.state == .open && season.end.map { today <= $0 } ?? true
    end = season.end.map { min($0, today) } ?? today
  }

  /// The span while no season is open.
  package init(behind lastClosedDay: Workday?, today: Workday) {
    season = nil
    start = lastClosedDay.map { $0.adding(days: 1) }
    end = today
    isRunning = true
  }
}

/// What somebody has: the points that count, and all that there ever were.
///
/// Source: domain.md row G15.
package struct Balance: Hashable, Sendable {
  /// Points that stop to count together.
  package struct Expiry: Hashable, Sendable {
    /// The first workday on which they no longer count.
    package let workday: Workday
    /// Never 0.
    package let points: Points
  }

  package let person: PersonID
  package let span: BalanceSpan
  /// The points of the span that count on its last day.
  package let season: Points
  /// All points of the span.
  package let seasonEarned: Points
  /// All points of all workdays up to today.
  package let lifetime: Points
  /// What expires next; `nil` when nothing will.
  package let nextExpiry: Expiry?

  /// Adds up the points of the workdays of a span, of which each is given once.
  package init(
    of person: PersonID, over span: BalanceSpan, _ days: [WorkdayPoints], lifetime: Points,
    by expiry: PointsExpiry
  ) {
    self.person = person
    self.span = span
    self.lifetime = lifetime
    var earned = Points.zero
    var counted = Points.zero
    var expiring: [Workday: Points] = [:]
    for day in days where day.workday <= span.end {
      earned = earned + day.points
      guard expiry.counts(day.workday, on: span.end) else { continue }
      counted = counted + day.points
      if let last = expiry.expiry(of: day.workday) {
        expiring[last] = (expiring[last] ?? .zero) + day.points
      }
    }
    season = counted
    seasonEarned = earned
    // What is taken back on the same day does not make the balance other.
    let next = expiring.filter { $0.value != .zero }.min { $0.key < $1.key }
    nextExpiry =
      span.isRunning ? next.map { Expiry(workday: $0.key, points: $0.value) } : nil
  }
}

/// The place of somebody in a closed season.
package struct SeasonStanding: Hashable, Sendable {
  /// From 1; each has one of their own.
  package let position: Int64
  /// From 1; who has the same balance shares one.
  package let rank: Int32
  package let person: PersonID
  package let displayName: String
  /// All points of the season.
  package let points: Points
  /// Those that counted on its last day.
  package let balance: Points
  package let reachTime: Timestamp?

  package init(
    position: Int64, rank: Int32, person: PersonID, displayName: String, points: Points,
    balance: Points, reachTime: Timestamp?
  ) {
    self.position = position
    self.rank = rank
    self.person = person
    self.displayName = displayName
    self.points = points
    self.balance = balance
    self.reachTime = reachTime
  }
}

/// What somebody had in a season.
package struct SeasonBalance: Hashable, Sendable {
  package let season: Season
  package let points: Points
  package let balance: Points
  /// `nil` while the season is open, and for who had no points.
  package let rank: Int32?

  package init(season: Season, points: Points, balance: Points, rank: Int32?) {
    self.season = season
    self.points = points
    self.balance = balance
    self.rank = rank
  }
}

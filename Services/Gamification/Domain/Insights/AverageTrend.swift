package import Kernel

/// Whose averages are asked for.
package enum AverageGroup: Hashable, Sendable {
  /// Those whose workday earned its points by the rules of the profile.
  case profile(ProfileID)
  /// Those who are in it now.
  case division(DivisionID)
  /// Those who are in it now.
  case team(TeamID)

  /// The profile that it is; `nil` for the others.
  package var profile: ProfileID? {
    guard case .profile(let profile) = self else { return nil }
    return profile
  }

  /// Whether a grant for the division or team opens it, whoever its members are.
  package func isNamed(by visibility: Visibility) -> Bool {
    if visibility.everything { return true }
    switch self {
    case .profile: return false
    case .division(let division): return visibility.divisions.contains(division)
    case .team(let team): return visibility.teams.contains(team)
    }
  }
}

/// Which averages are asked for, and who asks.
package struct AverageQuery: Hashable, Sendable {
  package let group: AverageGroup
  package let span: TrendSpan
  package let daysOfWeek: Set<Int>
  /// The metric whose values are averaged too, by its id or that of its definition.
  package let metric: String?
  /// What the caller may see, with themselves.
  package let visibility: Visibility
  /// `nil` for a service.
  package let caller: PersonID?

  /// The longest range, in days: as long as three months.
  package static var daysMax: Int32 { 93 }

  package init(
    group: AverageGroup, span: TrendSpan, daysOfWeek: Set<Int>, metric: String?,
    visibility: Visibility, caller: PersonID?
  ) {
    self.group = group
    self.span = span
    self.daysOfWeek = daysOfWeek
    self.metric = metric
    var visibility = visibility
    if let caller { visibility.people.insert(caller) }
    self.visibility = visibility
    self.caller = caller
  }
}

/// How much of a group's averages a caller sees.
///
/// Source: domain.md rows G30 and G44.
package enum AverageAccess: Hashable, Sendable {
  /// The caller may see the results of each.
  case everybody
  /// The caller is one of them, may see so many of them, and sees what is said about enough others:
  /// whoever knows the rest could take it off.
  case peer(visibleCount: Int)

  /// Whether the average of so many people may be told.
  package func permits(
    personCount: Int, by disclosure: Disclosure = .standard
  ) -> Bool {
    switch self {
    case .everybody: true
    case .peer(let visibleCount): disclosure.permits(memberCount: personCount - visibleCount)
    }
  }
}

/// What averages are made of.
package struct AverageResults: Sendable {
  /// The points of everybody with data on a workday.
  package struct PointSum: Hashable, Sendable {
    package let workday: Workday
    package let personCount: Int
    package let points: Points

    package init(workday: Workday, personCount: Int, points: Points) {
      self.workday = workday
      self.personCount = personCount
      self.points = points
    }
  }

  /// The values of everybody with one on a workday.
  package struct ValueSum: Hashable, Sendable {
    package let workday: Workday
    package let metric: ProfileMetricID
    package let personCount: Int
    /// Of the dividends by their divisors.
    package let quotients: Double

    package init(
      workday: Workday, metric: ProfileMetricID, personCount: Int, quotients: Double
    ) {
      self.workday = workday
      self.metric = metric
      self.personCount = personCount
      self.quotients = quotients
    }
  }

  package let days: TrendDays
  package let points: [PointSum]
  package let values: [ValueSum]
  /// How many people are in the group.
  package let memberCount: Int
  /// How many of them the caller may not see.
  package let hiddenCount: Int
  /// Whether it is the profile that the caller is in now.
  package let isOwnProfile: Bool
  package let book: RuleBook

  package init(
    days: TrendDays, points: [PointSum], values: [ValueSum], memberCount: Int, hiddenCount: Int,
    isOwnProfile: Bool, book: RuleBook
  ) {
    self.days = days
    self.points = points
    self.values = values
    self.memberCount = memberCount
    self.hiddenCount = hiddenCount
    self.isOwnProfile = isOwnProfile
    self.book = book
  }

  /// What the caller sees; `nil` for nothing.
  ///
  /// Who may not see everybody sees the whole profile that they are in and no other group: two
  /// groups that differ by few people would tell of these.
  package func access(to group: AverageGroup, with visibility: Visibility) -> AverageAccess? {
    if group.isNamed(by: visibility) { return .everybody }
    if memberCount > 0, hiddenCount == 0 { return .everybody }
    return isOwnProfile ? .peer(visibleCount: memberCount - hiddenCount) : nil
  }
}

/// What the people of a group have on average from workday to workday.
///
/// Source: domain.md row G30: the averages of those who have data, who are counted.
package struct AverageTrend: Hashable, Sendable {
  package struct Day: Hashable, Sendable {
    package let workday: Workday
    package let personCount: Int
    /// `nil` when nobody has data, or it is suppressed.
    package let meanPoints: Points?
    package let isSuppressed: Bool
  }

  package struct MetricDay: Hashable, Sendable {
    package let workday: Workday
    package let personCount: Int
    /// `nil` when nobody has a value, or it is suppressed.
    package let meanValue: Double?
    package let isSuppressed: Bool
  }

  package struct MetricLine: Hashable, Sendable {
    package let rule: MetricRule
    /// One for each of the workdays.
    package let days: [MetricDay]
  }

  package let range: WorkdayRange
  /// All workdays of the range that fall on the days of the week, the oldest first.
  package let days: [Day]
  /// In the order of their ids.
  package let metrics: [MetricLine]

  package init(_ results: AverageResults, for access: AverageAccess) {
    range = results.days.range
    let workdays = results.days.workdays
    let points = Dictionary(results.points.map { ($0.workday, $0) }) { first, _ in first }
    days = workdays.map { workday in
      let sum = points[workday]
      let count = sum?.personCount ?? 0
      let isShown = access.permits(personCount: count)
      return Day(
        workday: workday, personCount: count,
        meanPoints: isShown ? sum.flatMap { Points.mean(ofSum: $0.points, count: count) } : nil,
        isSuppressed: count > 0 && !isShown)
    }
    metrics = Dictionary(grouping: results.values, by: \.metric)
      .compactMap { metric, sums in
        results.book.metric(metric).map { Self.line(of: $0, sums, workdays, access) }
      }
      .sorted { $0.rule.id.description < $1.rule.id.description }
  }

  private static func line(
    of rule: MetricRule, _ sums: [AverageResults.ValueSum], _ workdays: [Workday],
    _ access: AverageAccess
  ) -> MetricLine {
    let sums = Dictionary(sums.map { ($0.workday, $0) }) { first, _ in first }
    let days = workdays.map { workday in
      let sum = sums[workday]
      let count = sum?.personCount ?? 0
      let isShown = access.permits(personCount: count)
      return MetricDay(
        workday: workday, personCount: count,
        meanValue: isShown
          ? sum.map { rule.definition.mean(ofQuotients: $0.quotients, count: count) } : nil,
        isSuppressed: count > 0 && !isShown)
    }
    return MetricLine(rule: rule, days: days)
  }
}

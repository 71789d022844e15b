package import Kernel

/// What somebody, or a group, has achieved in a period, added up workday by workday.
package struct PeriodTally: Hashable, Sendable {
  /// All metrics on one workday.
  package struct Day: Hashable, Sendable {
    package let workday: Workday
    package let points: Points
    package let pointsMax: Points

    package init(workday: Workday, points: Points, pointsMax: Points) {
      self.workday = workday
      self.points = points
      self.pointsMax = pointsMax
    }
  }

  /// One metric on all workdays.
  private struct Metric: Hashable, Sendable {
    var points = Points.zero
    var pointsMax = Points.zero
    var amounts = MetricAmounts(dividend: 0, divisor: 0)
    var workdayCount = 0
    /// The values of workdays that have one.
    var values: [Double] = []
  }

  /// Oldest first; workdays without facts are left out.
  package private(set) var days: [Day] = []
  private var metrics: [ProfileMetricID: Metric] = [:]

  package init() {}

  /// Adds a workday, in the order of time; only outcomes of `counted` metrics, or all for `nil`.
  package mutating func add(
    _ day: ResultDay, counting counted: Set<ProfileMetricID>?, _ book: RuleBook
  ) {
    var (points, pointsMax, isEmpty) = (Points.zero, Points.zero, true)
    for outcome in day.outcomes where counted?.contains(outcome.metric) ?? true {
      isEmpty = false
      points = points + outcome.points
      pointsMax = pointsMax + outcome.pointsMax
      var metric = metrics[outcome.metric] ?? Metric()
      metric.points = metric.points + outcome.points
      metric.pointsMax = metric.pointsMax + outcome.pointsMax
      metric.amounts = metric.amounts + outcome.amounts
      metric.workdayCount += 1
      if let value = book.metric(outcome.metric)?.definition.value(of: outcome.amounts) {
        metric.values.append(value)
      }
      metrics[outcome.metric] = metric
    }
    if !isEmpty { days.append(Day(workday: day.workday, points: points, pointsMax: pointsMax)) }
  }

  /// All metrics together.
  package var overall: PeriodResult {
    PeriodResult(
      points: days.map(\.points).reduce(.zero, +),
      pointsMax: days.map(\.pointsMax).reduce(.zero, +), workdayCount: days.count, value: nil)
  }

  /// The percent of goal of each workday that has one.
  package var dayPercents: [Double] { days.compactMap(\.percentOfGoal) }

  package func contains(_ metric: ProfileMetricID) -> Bool { metrics[metric] != nil }

  func result(of rule: MetricRule) -> PeriodResult {
    let metric = metrics[rule.id] ?? Metric()
    return PeriodResult(
      points: metric.points, pointsMax: metric.pointsMax, workdayCount: metric.workdayCount,
      value: metric.workdayCount > 0 ? rule.definition.value(of: metric.amounts) : nil)
  }

  func values(of rule: MetricRule) -> [Double] { metrics[rule.id]?.values ?? [] }
}

extension PeriodTally.Day {
  /// `nil` when nothing could be earned.
  package var percentOfGoal: Double? {
    PeriodResult(points: points, pointsMax: pointsMax, workdayCount: 1, value: nil).percentOfGoal
  }
}

/// What somebody, or a group, has achieved in two periods.
package struct ComparedTally: Hashable, Sendable {
  /// The comparison of one metric.
  package struct MetricComparison: Hashable, Sendable {
    /// By its newest version.
    package let rule: MetricRule
    package let comparison: PeriodComparison
  }

  package private(set) var primary = PeriodTally()
  package private(set) var comparative = PeriodTally()
  /// The profiles whose rules made the points.
  private var profiles: Set<ProfileID> = []

  package init() {}

  /// Adds a workday to the period that it lies in.
  package mutating func add(
    _ day: ResultDay, _ periods: InsightPeriods, counting counted: Set<ProfileMetricID>?,
    _ book: RuleBook
  ) {
    if let profile = day.profile { profiles.insert(profile) }
    if periods.primary.contains(day.workday) {
      primary.add(day, counting: counted, book)
    } else if periods.comparative.contains(day.workday) {
      comparative.add(day, counting: counted, book)
    }
  }

  /// Notes a profile whose rules made points.
  mutating func note(_ profile: ProfileID) { profiles.insert(profile) }

  /// All metrics together, by the percent of goal of the workdays.
  package var overall: PeriodComparison {
    PeriodComparison(
      primary: primary.overall, comparative: comparative.overall,
      change: ChangeEstimate(
        primary: primary.dayPercents, comparative: comparative.dayPercents))
  }

  /// By metric, in the order of the profiles and of their ids, by the values of the workdays.
  package func metrics(_ book: RuleBook) -> [MetricComparison] {
    let ordered = profiles.sorted { left, right in
      (left.uuid.high, left.uuid.low) < (right.uuid.high, right.uuid.low)
    }
    return ordered.flatMap { book.metrics(of: $0) }
      .filter { primary.contains($0.id) || comparative.contains($0.id) }
      .map { rule in
        MetricComparison(
          rule: rule,
          comparison: PeriodComparison(
            primary: primary.result(of: rule), comparative: comparative.result(of: rule),
            change: ChangeEstimate(
              primary: primary.values(of: rule), comparative: comparative.values(of: rule))))
      }
  }
}

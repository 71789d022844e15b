package import Kernel

/// A metric of a team on a workday: what conditions on teams look at.
///
/// Its value is made of what the members of the team have together: of those who were in the team
/// when the first fact of their workday came, and follow the profile of the metric. Members and
/// metric have the same workday, so both are provisional, or both final. Source: domain.md row G20
/// and 1.2.3.
package struct TeamMetricDay: Hashable, Sendable {
  package let team: TeamID
  package let workday: Workday
  package let metric: ProfileMetricID

  package init(team: TeamID, workday: Workday, metric: ProfileMetricID) {
    self.team = team
    self.workday = workday
    self.metric = metric
  }
}

/// What members of a team have together of one metric.
package struct TeamAmounts: Hashable, Sendable {
  /// How many members have something of it.
  package let memberCount: Int64
  /// The sums of what they have.
  package let amounts: MetricAmounts

  package init(memberCount: Int64, amounts: MetricAmounts) {
    self.memberCount = memberCount
    self.amounts = amounts
  }

  /// `nil` when nobody has anything of the metric, or there is nothing to divide by.
  package func value(by definition: MetricDefinition) -> Double? {
    memberCount > 0 ? definition.value(of: amounts) : nil
  }
}

/// What a workday of a member changes about the sums of the team.
package struct TeamContribution: Hashable, Sendable {
  package let key: TeamMetricDay
  /// What the workday has counted for until now; `nil` when it has not.
  package let removed: MetricAmounts?
  /// What it is to count for; `nil` when it is not to.
  package let added: MetricAmounts?

  package init(key: TeamMetricDay, removed: MetricAmounts?, added: MetricAmounts?) {
    self.key = key
    self.removed = removed
    self.added = added
  }
}

/// The sums of a team before and after a change.
package struct TeamChange: Hashable, Sendable {
  package let key: TeamMetricDay
  package let before: TeamAmounts
  package let after: TeamAmounts

  package init(key: TeamMetricDay, before: TeamAmounts, after: TeamAmounts) {
    self.key = key
    self.before = before
    self.after = after
  }
}

/// A team and a workday, whose members are scored together.
package struct TeamDay: Hashable, Sendable, Comparable {
  package let team: TeamID
  package let workday: Workday

  package init(team: TeamID, workday: Workday) {
    self.team = team
    self.workday = workday
  }

  package static func < (left: Self, right: Self) -> Bool {
    left.workday == right.workday
      ? left.team.rawValue < right.team.rawValue : left.workday < right.workday
  }
}

/// The sums of teams that scoring some workdays looks at.
package struct TeamSums: Hashable, Sendable {
  private let sums: [TeamMetricDay: TeamAmounts]

  /// As nobody has anything.
  package static var none: TeamSums { TeamSums([:]) }

  package init(_ sums: [TeamMetricDay: TeamAmounts]) { self.sums = sums }

  /// Adopts what is stored, of each key once.
  package init(stored rows: [(key: TeamMetricDay, sums: TeamAmounts)]) {
    sums = Dictionary(rows.map { ($0.key, $0.sums) }) { first, _ in first }
  }

  package init(_ changes: [TeamChange]) {
    sums = Dictionary(changes.map { ($0.key, $0.after) }) { _, last in last }
  }

  package subscript(key: TeamMetricDay) -> TeamAmounts? { sums[key] }
}

package import Kernel

/// A workday that is to be scored, with what it is scored by.
package struct DayDraft: Sendable {
  package let record: DayRecord
  /// What is known of the workday now.
  package let sheet: DaySheet
  /// When what is new was achieved, of several things the first; `nil` when nobody has told.
  package let earnTime: Timestamp?
  /// The profile whose rules hold; `nil` when nothing earns points.
  package let profile: ProfileID?
  package let rules: DayRules
  /// What it counts for in the sums of its team: only metrics that conditions look at.
  package let counted: [ProfileMetricID: MetricAmounts]
  /// What was decided about points that anomalies hold.
  package private(set) var reviews: [ProfileMetricID: PointReview]

  init(
    _ record: DayRecord, _ sheet: DaySheet, earnTime: Timestamp? = nil, by book: RuleBook
  ) {
    let workday = record.day.workday
    self.record = record
    self.sheet = sheet
    self.earnTime = earnTime
    profile = book.profile(assigned: record.assignedProfile, on: workday)
    rules = book.rules(of: profile, on: workday)
    reviews = record.reviews
    counted = Self.counted(sheet, rules, isInTeam: record.placement.team != nil)
  }

  private static func counted(
    _ sheet: DaySheet, _ rules: DayRules, isInTeam: Bool
  ) -> [ProfileMetricID: MetricAmounts] {
    let watched = rules.conditions.teamMetrics
    guard isInTeam, !watched.isEmpty else { return [:] }
    var counted: [ProfileMetricID: MetricAmounts] = [:]
    for rule in rules.metrics where watched.contains(rule.id) {
      counted[rule.id] = rule.definition.amounts(of: sheet, filter: rule.filter)
    }
    return counted
  }

  /// What conditions look at of the team.
  package var teamKeys: [TeamMetricDay] { rules.conditions.teamMetrics.compactMap(key(of:)) }

  /// What the sums of the team are to be changed by, with a line for every sum that the rules look
  /// at: whoever scores a workday waits for others who do so for the same team.
  package var contributions: [TeamContribution] {
    rules.conditions.teamMetrics.union(record.counted.keys).compactMap { metric in
      key(of: metric).map {
        TeamContribution(key: $0, removed: record.counted[metric], added: counted[metric])
      }
    }
  }

  func result(_ sums: TeamSums) -> DayResult {
    var values: [ProfileMetricID: Double] = [:]
    for rule in rules.metrics where rules.conditions.teamMetrics.contains(rule.id) {
      values[rule.id] = key(of: rule.id).flatMap { sums[$0] }?.value(by: rule.definition)
    }
    return DayScoring.score(
      DayFacts(
        sheet: sheet, placement: record.placement, teamValues: values, reviews: reviews),
      by: rules)
  }

  /// The same with a decision about points of a metric that an anomaly concerns.
  ///
  /// - Throws: ``GamificationError/pointsNotHeld(_:)`` when none does, and
  ///   ``GamificationError/heldPointsChanged(current:)`` when there are other points.
  package func reviewed(
    _ metric: ProfileMetricID, _ review: PointReview, _ sums: TeamSums
  ) throws(GamificationError) -> DayDraft {
    let outcome = result(sums).metrics.first { $0.metric == metric }
    guard let points = outcome?.suspiciousPoints else { throw .pointsNotHeld(metric) }
    guard points == review.points else { throw .heldPointsChanged(current: points) }
    var draft = self
    draft.reviews[metric] = review
    return draft
  }

  private func key(of metric: ProfileMetricID) -> TeamMetricDay? {
    record.placement.team.map {
      TeamMetricDay(team: $0, workday: record.day.workday, metric: metric)
    }
  }
}

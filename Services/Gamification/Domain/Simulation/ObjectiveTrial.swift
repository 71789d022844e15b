internal import Kernel

/// How some numbers of points are spread.
package struct PointsSpread: Hashable, Sendable {
  package let min: Points
  /// The one in the middle, or the mean of the two in the middle.
  package let median: Points
  package let max: Points

  /// `nil` when there are none.
  package init?(_ points: [Points]) {
    let sorted = points.sorted()
    guard let first = sorted.first, let last = sorted.last else { return nil }
    min = first
    max = last
    let middle = sorted.count / 2
    median =
      sorted.count.isMultiple(of: 2)
      ? Self.mean(sorted[middle - 1], sorted[middle]) : sorted[middle]
  }

  /// Half a hundredth is rounded away from 0.
  private static func mean(_ left: Points, _ right: Points) -> Points {
    let sum = left.hundredths + right.hundredths
    return Points(hundredths: (sum + sum.signum()) / 2)
  }
}

/// What a metric pays to the people of whom it has measured something.
///
/// Source: domain.md row G10.
package struct ObjectivePayout: Sendable {
  private let metric: ProfileMetricID
  private let recording: DayRecording
  private let sums: TeamSums
  private var people: [Points] = []
  private var workdays: [Points] = []
  /// The points of all metrics of the profile.
  package private(set) var profileTotal = Points.zero

  init(of metric: ProfileMetricID, _ recording: DayRecording, _ sums: TeamSums) {
    self.metric = metric
    self.recording = recording
    self.sums = sums
  }

  package var total: Points { people.reduce(.zero, +) }
  package var personCount: Int { people.count }
  package var paidPersonCount: Int { people.count { $0 != .zero } }
  package var workdayCount: Int { workdays.count }
  package var personSpread: PointsSpread? { PointsSpread(people) }
  package var workdaySpread: PointsSpread? { PointsSpread(workdays) }

  /// Adds a person of the profile, of whom all workdays are given at once.
  mutating func add(_ simulated: SimulatedPerson) {
    var sum: Points?
    for day in simulated.days {
      let result = recording.draft(of: day.record).result(sums)
      profileTotal = profileTotal + result.points
      guard let outcome = result.metrics.first(where: { $0.metric == metric }) else { continue }
      workdays.append(outcome.points)
      sum = (sum ?? .zero) + outcome.points
    }
    if let sum { people.append(sum) }
  }
}

/// Compares what a metric pays with other settings and with the present ones.
package struct ObjectiveTrial: Sendable {
  package private(set) var draft: ObjectivePayout
  /// `nil` for a new metric.
  package private(set) var present: ObjectivePayout?

  private let profile: ProfileID
  private let recording: DayRecording

  /// Tries a metric of a profile with the rules of the plan's day.
  package init(_ plan: SimulationPlan, _ rule: MetricRule, in profile: ProfileID) {
    let book = plan.book.frozen(on: plan.rulesDay, plan.settings)
    let tried = book.putting(rule, into: profile)
    self.profile = profile
    recording = DayRecording(tried, plan)
    draft = ObjectivePayout(of: rule.id, recording, plan.sums)
    present =
      book.metric(rule.id) == nil
      ? nil : ObjectivePayout(of: rule.id, DayRecording(book, plan), plan.sums)
  }

  /// Adds somebody; nothing happens unless they are in the profile.
  package mutating func add(_ simulated: SimulatedPerson) {
    let profiles = simulated.days.first.map { day in
      recording.book.profile(
        assigned: day.record.assignedProfile, on: day.record.day.workday)
    }
    guard profiles == .some(profile) else { return }
    draft.add(simulated)
    present?.add(simulated)
  }
}

extension MetricRule {
  /// The rule that a metric of a profile would have.
  package init(
    trying settings: ProfileMetricSettings, as id: ProfileMetricID, of definition: MetricDefinition
  ) {
    self.init(
      id: id, version: 0,
      label: MetricLabel(
        displayName: settings.displayName, precision: settings.precision,
        timeUnit: settings.timeUnit),
      definition: definition, filter: settings.filter, objective: settings.objective,
      multipliers: settings.multipliers, cap: settings.cap, isEnabled: settings.isEnabled)
  }
}

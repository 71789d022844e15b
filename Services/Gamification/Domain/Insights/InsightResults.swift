package import Kernel

/// What people have achieved in two periods.
package struct InsightResults: Sendable {
  package let periods: InsightPeriods
  package let book: RuleBook
  /// The metrics that count; `nil` for all.
  private let metrics: Set<ProfileMetricID>?
  /// The last workday whose points are final.
  private let finalThrough: Workday
  /// Provisional as soon as one of the workdays with facts is.
  package private(set) var finality = Finality.final
  private var members: [PersonID: ComparedTally] = [:]
  /// The outcomes of all people together.
  private var together: [Workday: [ProfileMetricID: ResultDay.Outcome]] = [:]
  private var profiles: Set<ProfileID> = []

  package init(
    _ periods: InsightPeriods, metrics: Set<ProfileMetricID>?, book: RuleBook,
    finalThrough: Workday
  ) {
    self.periods = periods
    self.metrics = metrics
    self.book = book
    self.finalThrough = finalThrough
  }

  /// Adds a workday; those of a person come in the order of time.
  package mutating func add(_ day: ResultDay, of person: PersonID) {
    if day.workday > finalThrough { finality = .provisional }
    members[person, default: ComparedTally()].add(day, periods, counting: metrics, book)
    if let profile = day.profile { profiles.insert(profile) }
    for outcome in day.outcomes where metrics?.contains(outcome.metric) ?? true {
      let sum = together[day.workday]?[outcome.metric]
      together[day.workday, default: [:]][outcome.metric] =
        sum.map { $0.adding(outcome) } ?? outcome
    }
  }

  /// The results of one person; empty ones for whoever has no facts.
  package func tally(of person: PersonID) -> ComparedTally { members[person] ?? ComparedTally() }

  /// The results of all people that were added: on each workday the sum of theirs.
  package var groupTally: ComparedTally {
    var tally = ComparedTally()
    for profile in profiles { tally.note(profile) }
    for (workday, outcomes) in together.sorted(by: { $0.key < $1.key }) {
      tally.add(
        ResultDay(workday: workday, profile: nil, outcomes: Array(outcomes.values)), periods,
        counting: nil, book)
    }
    return tally
  }
}

extension ResultDay.Outcome {
  fileprivate func adding(_ other: Self) -> Self {
    ResultDay.Outcome(
      metric: metric, version: max(version, other.version), amounts: amounts + other.amounts,
      points: points + other.points, pointsMax: pointsMax + other.pointsMax,
      heldPoints: heldPoints + other.heldPoints)
  }
}

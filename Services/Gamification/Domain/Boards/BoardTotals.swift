package import Kernel

/// What somebody has earned on the workdays of a board.
package struct PersonTotal: Hashable, Sendable {
  package private(set) var points: Points
  /// When the ledger got the newest posting that changed them; `nil` when nobody knows.
  ///
  /// That moment is when the points were reached: what came later has not moved them.
  package private(set) var reachTime: Timestamp?

  package static var zero: PersonTotal { PersonTotal(points: .zero, reachTime: nil) }

  package init(points: Points, reachTime: Timestamp?) {
    self.points = points
    self.reachTime = reachTime
  }

  /// Adds a change of the points; changes may come in any order.
  package mutating func add(_ change: Points, at time: Timestamp) {
    points = points + change
    reachTime = max(reachTime ?? time, time)
  }
}

/// A posting of the ledger, as far as boards are concerned.
package struct BoardChange: Hashable, Sendable {
  package let day: PersonDay
  package let awardTime: Timestamp
  /// The sum of the lines.
  package let points: Points
  package let lines: [Line]

  /// The change of one metric, never zero.
  package struct Line: Hashable, Sendable {
    package let metric: ProfileMetricID
    package let points: Points

    package init(metric: ProfileMetricID, points: Points) {
      self.metric = metric
      self.points = points
    }
  }

  package init(day: PersonDay, awardTime: Timestamp, points: Points, lines: [Line]) {
    self.day = day
    self.awardTime = awardTime
    self.points = points
    self.lines = lines
  }
}

/// What everybody of an organisation has earned on the workdays of a board, and the orders that
/// follow from it.
struct BoardTotals: Sendable {
  /// Who takes part in an order.
  struct Selection: Hashable, Sendable {
    let scope: LeaderboardScope
    let includesWithoutPoints: Bool
  }

  let range: WorkdayRange
  /// The metrics whose points count; `nil` for all.
  private(set) var metrics: Set<ProfileMetricID>?
  private var totals: [PersonID: PersonTotal]
  private var populations: [Selection: RankedPopulation] = [:]
  /// When somebody read it last.
  var useTime: MonotonicTime

  init(
    range: WorkdayRange, metrics: Set<ProfileMetricID>?, totals: [PersonID: PersonTotal],
    useTime: MonotonicTime
  ) {
    self.range = range
    self.metrics = metrics
    self.totals = totals
    self.useTime = useTime
  }

  /// How many entries it holds in memory, at least one.
  var size: Int { 1 + totals.count + populations.values.reduce(0) { $0 + $1.count } }

  /// Adds what the ledger got; metrics may have come to those that count before.
  mutating func advance(
    by changes: [BoardChange], metrics: Set<ProfileMetricID>?, _ people: BoardPeople
  ) {
    self.metrics = metrics
    var changed: Set<PersonID> = []
    for change in changes
    where range.start <= change.day.workday && change.day.workday <= range.end {
      guard let points = points(of: change) else { continue }
      totals[change.day.person, default: .zero].add(points, at: change.awardTime)
      changed.insert(change.day.person)
    }
    refresh(changed, people)
  }

  /// The points of a change that count here; `nil` when it has nothing to do with this board.
  private func points(of change: BoardChange) -> Points? {
    guard let metrics else { return change.points == .zero ? nil : change.points }
    let lines = change.lines.filter { metrics.contains($0.metric) }
    return lines.isEmpty ? nil : lines.map(\.points).reduce(.zero, +)
  }

  /// Puts people where they belong after something about them has changed.
  mutating func refresh(_ changed: some Collection<PersonID>, _ people: BoardPeople) {
    guard !changed.isEmpty else { return }
    for selection in Array(populations.keys) {
      for person in changed {
        if let member = people.member(person), let contender = contender(member, selection) {
          populations[selection]?.update(contender)
        } else {
          populations[selection]?.remove(person)
        }
      }
    }
  }

  /// The order of a selection of people; made when somebody asks first.
  mutating func population(of selection: Selection, _ people: BoardPeople) -> RankedPopulation {
    if let population = populations[selection] { return population }
    let population = RankedPopulation(
      people.members(in: selection.scope).compactMap { contender($0, selection) })
    populations[selection] = population
    return population
  }

  private func contender(_ member: BoardMember, _ selection: Selection) -> Contender? {
    guard member.isActive, selection.scope.contains(member) else { return nil }
    let total = totals[member.person] ?? .zero
    guard selection.includesWithoutPoints || total.points != .zero else { return nil }
    return Contender(
      person: member.person, displayName: member.displayName, points: total.points,
      reachTime: total.reachTime)
  }
}

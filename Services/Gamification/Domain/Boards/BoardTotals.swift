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
  /// The transaction that wrote it.
  package let transaction: UInt64
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

  package init(
    day: PersonDay, transaction: UInt64, awardTime: Timestamp, points: Points, lines: [Line]
  ) {
    self.day = day
    self.transaction = transaction
    self.awardTime = awardTime
    self.points = points
    self.lines = lines
  }
}

/// What was seen at one moment.
struct BoardReading: Hashable, Sendable {
  let snapshot: BoardSnapshot
  /// Everything that was recorded before was seen.
  let instant: Timestamp
  /// The same instant by the clock that nobody sets.
  let time: MonotonicTime
}

/// What everybody of an organisation has earned on the workdays of a board, and the orders that
/// follow from it.
struct BoardTotals: Sendable {
  /// Who takes part in an order.
  struct Selection: Hashable, Sendable {
    let scope: LeaderboardScope
    let includesWithoutPoints: Bool
    let isForTeams: Bool
  }

  let range: WorkdayRange
  /// The metrics whose points count; `nil` for all.
  private(set) var metrics: Set<ProfileMetricID>?
  /// What they are made of.
  private(set) var reading: BoardReading
  private var totals: [PersonID: PersonTotal]
  private var populations: [Selection: RankedPopulation] = [:]
  /// When somebody looked at it last.
  var useTime: MonotonicTime

  /// How many orders are kept; when there would be more they are made anew as they are asked for.
  private static var populationsMax: Int { 2_000 }

  init(
    range: WorkdayRange, metrics: Set<ProfileMetricID>?, totals: [PersonID: PersonTotal],
    _ reading: BoardReading
  ) {
    self.range = range
    self.metrics = metrics
    self.totals = totals
    self.reading = reading
    useTime = reading.time
  }

  /// How many entries it holds in memory, at least one.
  var size: Int { populations.values.reduce(1 + totals.count) { $0 + 1 + $1.count } }

  /// Adds what the ledger got up to a later reading; metrics may have come to those that count.
  ///
  /// Changes that were seen before are passed over.
  mutating func advance(
    by changes: [BoardChange], to reading: BoardReading, metrics: Set<ProfileMetricID>?,
    _ people: BoardPeople
  ) {
    self.metrics = metrics
    var changed: Set<PersonID> = []
    for change in changes
    where range.start <= change.day.workday && change.day.workday <= range.end {
      guard !self.reading.snapshot.shows(change.transaction), let points = points(of: change)
      else { continue }
      totals[change.day.person, default: .zero].add(points, at: change.awardTime)
      changed.insert(change.day.person)
    }
    self.reading = reading
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

  /// The order of a selection of people, and whether it was made now, because nobody has asked
  /// before.
  mutating func population(
    of selection: Selection, _ people: BoardPeople
  ) -> (population: RankedPopulation, isNew: Bool) {
    if let population = populations[selection] { return (population, false) }
    let population = RankedPopulation(
      people.members(in: selection.scope).compactMap { contender($0, selection) })
    if populations.count >= Self.populationsMax { populations = [:] }
    populations[selection] = population
    return (population, true)
  }

  private func contender(_ member: BoardMember, _ selection: Selection) -> Contender? {
    guard member.isActive, selection.isForTeams || member.privacy.ranksPeople,
      selection.scope.contains(member)
    else { return nil }
    let total = totals[member.person] ?? .zero
    guard selection.includesWithoutPoints || total.points != .zero else { return nil }
    return Contender(
      person: member.person, displayName: member.displayName, points: total.points,
      reachTime: total.reachTime)
  }
}

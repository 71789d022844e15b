package import Kernel

/// What is to be read to bring the boards of an organisation up to date.
package struct BoardOrder: Hashable, Sendable {
  /// What the boards have seen; `nil` when there are none.
  package let snapshot: BoardSnapshot?
  /// What the copy of the people comes from; `nil` when there is none.
  package let peopleRevision: BoardPeopleRevision?
  /// Whether the people may have changed although the directory has told of nothing.
  package let checksPeople: Bool
  /// The metrics of the boards that are there.
  package let metrics: Set<BoardMetric>
  /// The boards that are to be made.
  package let wanted: Set<BoardKey>

  package init(
    snapshot: BoardSnapshot?, peopleRevision: BoardPeopleRevision?, checksPeople: Bool,
    metrics: Set<BoardMetric>, wanted: Set<BoardKey>
  ) {
    self.snapshot = snapshot
    self.peopleRevision = peopleRevision
    self.checksPeople = checksPeople
    self.metrics = metrics
    self.wanted = wanted
  }
}

/// Which transactions a reader has seen, in the words of the database.
package struct BoardSnapshot: Hashable, Sendable {
  package let text: String

  package init(text: String) { self.text = text }
}

/// By what a copy of the people is told from another one.
package struct BoardPeopleRevision: Hashable, Sendable {
  /// The last change of the directory in the service's copy.
  package let cursor: Int64
  /// Differs when a person, a stay in a profile or a profile does.
  package let fingerprint: String

  package init(cursor: Int64, fingerprint: String) {
    self.cursor = cursor
    self.fingerprint = fingerprint
  }
}

/// What was read at one moment, all of it by one snapshot.
package struct BoardRefresh: Sendable {
  package let snapshot: BoardSnapshot
  /// What the ledger got since the snapshot of the order; `nil` when that is too much, so that all
  /// boards are to be made anew.
  package let changes: [BoardChange]?
  package let peopleRevision: BoardPeopleRevision
  /// `nil` when they are as they were.
  package let people: BoardPeople?
  /// The metrics of profiles that each metric stands for; none for one that nobody knows.
  package let metrics: [BoardMetric: Set<ProfileMetricID>]
  /// The boards that were wanted; those of metrics that nobody knows are missing.
  package let made: [BoardKey: [PersonID: PersonTotal]]

  package init(
    snapshot: BoardSnapshot, changes: [BoardChange]?, peopleRevision: BoardPeopleRevision,
    people: BoardPeople?, metrics: [BoardMetric: Set<ProfileMetricID>],
    made: [BoardKey: [PersonID: PersonTotal]]
  ) {
    self.snapshot = snapshot
    self.changes = changes
    self.peopleRevision = peopleRevision
    self.people = people
    self.metrics = metrics
    self.made = made
  }
}

/// A board as it is at one moment.
package struct LeaderboardView: Sendable {
  package let population: RankedPopulation
  /// Everything that was recorded before counts.
  package let asOf: Timestamp
}

/// The boards of one organisation: made once, then only advanced by what the ledger gets.
package struct OrganizationBoards: Sendable {
  package private(set) var people: BoardPeople?
  /// Everything that was recorded before is in them.
  package private(set) var asOf = Timestamp(microseconds: 0)
  private var snapshot: BoardSnapshot?
  private var peopleRevision: BoardPeopleRevision?
  private var peopleCheckTime: MonotonicTime?
  private var boards: [BoardKey: BoardTotals] = [:]

  /// How long a change of a profile or its members may go unnoticed.
  ///
  /// Changes of the directory are noticed with every refresh.
  package static var peopleAgeMax: Duration { .seconds(10) }

  package init() {}

  package func contains(_ key: BoardKey) -> Bool { boards[key] != nil }

  /// What to read, and what boards to make with it.
  package func order(wanting keys: Set<BoardKey>, at now: MonotonicTime) -> BoardOrder {
    BoardOrder(
      snapshot: boards.isEmpty ? nil : snapshot, peopleRevision: peopleRevision,
      checksPeople: peopleCheckTime.map { now >= $0 + Self.peopleAgeMax } ?? true,
      metrics: Set(boards.keys.compactMap(\.metric)), wanted: keys.filter { boards[$0] == nil })
  }

  /// Takes in what was read by an order.
  ///
  /// - Parameters:
  ///   - refresh: What was read; nothing was taken in since the order.
  ///   - order: By what it was read.
  ///   - instant: When the reading began.
  ///   - now: The same instant by the clock that nobody sets.
  package mutating func take(
    _ refresh: BoardRefresh, of order: BoardOrder, readAt instant: Timestamp, _ now: MonotonicTime
  ) {
    let isFirst = people == nil
    let people = refresh.people ?? people ?? BoardPeople([], visibleRanks: [:])
    if order.snapshot == nil || refresh.changes == nil { boards = [:] }
    for key in Array(boards.keys) {
      let metrics = key.metric.map { refresh.metrics[$0] ?? [] }
      // What no longer counts is in the totals; only making them anew takes it out.
      if let metrics, let before = boards[key]?.metrics, !metrics.isSuperset(of: before) {
        boards[key] = nil
      }
      boards[key]?.advance(by: refresh.changes ?? [], metrics: metrics, people)
    }
    if let new = refresh.people, let old = self.people, !isFirst {
      let changed = new.people(differentFrom: old)
      for key in Array(boards.keys) { boards[key]?.refresh(changed, new) }
    }
    for (key, totals) in refresh.made {
      boards[key] = BoardTotals(
        range: key.range, metrics: key.metric.map { refresh.metrics[$0] ?? [] }, totals: totals,
        useTime: now)
    }
    self.people = people
    asOf = instant
    snapshot = refresh.snapshot
    if order.checksPeople || refresh.peopleRevision != peopleRevision { peopleCheckTime = now }
    peopleRevision = refresh.peopleRevision
  }

  /// Shows a board; `nil` when it is not there.
  package mutating func view(
    of query: LeaderboardQuery, at now: MonotonicTime
  ) -> LeaderboardView? {
    guard let people, boards[query.key] != nil else { return nil }
    boards[query.key]?.useTime = now
    let population = boards[query.key]?.population(
      of: BoardTotals.Selection(
        scope: query.scope, includesWithoutPoints: query.includesWithoutPoints), people)
    return population.map { LeaderboardView(population: $0, asOf: asOf) }
  }

  /// How much each board holds in memory, and when it was read last.
  package var uses: [(key: BoardKey, size: Int, time: MonotonicTime)] {
    boards.map { ($0.key, $0.value.size, $0.value.useTime) }
  }

  /// Forgets a board, unless somebody has read it since.
  package mutating func forget(_ key: BoardKey, unusedSince time: MonotonicTime) {
    if let board = boards[key], board.useTime <= time { boards[key] = nil }
  }
}

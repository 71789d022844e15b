package import Kernel

/// What is to be read, to make a board or to bring those that are there up to date.
package struct BoardOrder: Hashable, Sendable {
  /// What the oldest of the boards has seen; `nil` when there are none.
  package let snapshot: BoardSnapshot?
  /// The metrics of the boards that are there.
  package let metrics: Set<BoardMetric>
  /// The board that is to be made.
  package let wanted: BoardKey?
  /// Whether and how people are to be read.
  package let people: People

  package enum People: Hashable, Sendable {
    case not
    case all
    /// When they are not those of a copy; unless it says so, only what the directory has told of is
    /// looked at.
    case changed(since: BoardPeopleRevision, thoroughly: Bool)
  }

  package init(
    snapshot: BoardSnapshot?, metrics: Set<BoardMetric>, wanted: BoardKey?, people: People
  ) {
    self.snapshot = snapshot
    self.metrics = metrics
    self.wanted = wanted
    self.people = people
  }
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
  /// What the ledger got since the snapshot of the order; `nil` when that is too much, so that
  /// boards are to be made anew.
  package let changes: [BoardChange]?
  /// `nil` when people were not read.
  package let peopleRevision: BoardPeopleRevision?
  /// `nil` when they were not read, or are as they were.
  package let people: BoardPeople?
  /// The metrics of profiles that each metric stands for; none for one that nobody knows.
  package let metrics: [BoardMetric: Set<ProfileMetricID>]
  /// The board that was wanted; `nil` without one, and when nobody knows its metric.
  package let made: [PersonID: PersonTotal]?

  package init(
    snapshot: BoardSnapshot, changes: [BoardChange]?, peopleRevision: BoardPeopleRevision?,
    people: BoardPeople?, metrics: [BoardMetric: Set<ProfileMetricID>],
    made: [PersonID: PersonTotal]?
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
  /// When the people were read or found unchanged.
  package private(set) var peopleTime: MonotonicTime?
  /// How often something was made that takes memory.
  package private(set) var growthCount = 0
  private var peopleRevision: BoardPeopleRevision?
  private var thoroughTime: MonotonicTime?
  private var boards: [BoardKey: BoardTotals] = [:]

  /// How long a change of a profile or its members may go unnoticed.
  ///
  /// Changes of the directory are noticed with every refresh.
  package static var peopleAgeMax: Duration { .seconds(10) }

  package init() {}

  package func contains(_ key: BoardKey) -> Bool { boards[key] != nil }

  /// When a board was brought up to date; `nil` when it is not there.
  package func readTime(of key: BoardKey) -> MonotonicTime? { boards[key]?.reading.time }

  /// What to read for a board that is not there.
  package func order(making key: BoardKey) -> BoardOrder {
    BoardOrder(
      snapshot: nil, metrics: [], wanted: key, people: people == nil ? .all : .not)
  }

  /// What to read for everything that is there.
  package func orderOfChanges(at now: MonotonicTime) -> BoardOrder {
    let isThorough = thoroughTime.map { now >= $0 + Self.peopleAgeMax } ?? true
    let snapshots = boards.values.map(\.reading.snapshot)
    return BoardOrder(
      snapshot: snapshots.min { $0.isOlder(than: $1) },
      metrics: boards.keys.reduce(into: []) { $0.formUnion($1.metrics) }, wanted: nil,
      people: peopleRevision.map { .changed(since: $0, thoroughly: isThorough) } ?? .all)
  }

  /// Takes in what was read by an order.
  ///
  /// Boards may have been made since the order.
  ///
  /// - Parameters:
  ///   - refresh: What was read.
  ///   - order: By what it was read.
  ///   - instant: When the reading began.
  ///   - now: The same instant by the clock that nobody sets.
  package mutating func take(
    _ refresh: BoardRefresh, of order: BoardOrder, readAt instant: Timestamp, _ now: MonotonicTime
  ) {
    let reading = BoardReading(snapshot: refresh.snapshot, instant: instant, time: now)
    takePeople(refresh, of: order, now)
    let people = people ?? BoardPeople([], visibleRanks: [:])
    for key in Array(boards.keys) {
      let metrics = key.counted(of: refresh.metrics)
      guard let board = boards[key].map({ ($0.reading.snapshot, $0.metrics) }),
        covers(board.0, order, refresh), order.metrics.isSuperset(of: key.metrics)
      else { continue }
      if let changes = refresh.changes, metrics?.isSuperset(of: board.1 ?? []) ?? true {
        boards[key]?.advance(by: changes, to: reading, metrics: metrics, people)
      } else {
        // Too much has come, or what no longer counts is in the totals: it is to be made anew.
        boards[key] = nil
      }
    }
    if let key = order.wanted, let made = refresh.made {
      growthCount += 1
      boards[key] = BoardTotals(
        range: key.range, metrics: key.counted(of: refresh.metrics), totals: made, reading)
    }
  }

  /// Whether all that a board has not seen yet was read, and nothing is missing that it has seen.
  private func covers(
    _ snapshot: BoardSnapshot, _ order: BoardOrder, _ refresh: BoardRefresh
  ) -> Bool {
    guard let start = order.snapshot else { return false }
    return !snapshot.isOlder(than: start) && !refresh.snapshot.isOlder(than: snapshot)
  }

  private mutating func takePeople(
    _ refresh: BoardRefresh, of order: BoardOrder, _ now: MonotonicTime
  ) {
    guard let revision = refresh.peopleRevision else { return }
    if let new = refresh.people {
      if let old = people {
        let changed = new.people(differentFrom: old)
        for key in Array(boards.keys) { boards[key]?.refresh(changed, new) }
      }
      people = new
    }
    if case .changed(let known, thoroughly: false) = order.people, known == revision {
      // Only what the directory has told of was looked at.
    } else {
      thoroughTime = now
    }
    peopleRevision = revision
    peopleTime = now
  }

  /// Shows a board; `nil` when it is not there.
  package mutating func view(
    of query: LeaderboardQuery, at now: MonotonicTime
  ) -> LeaderboardView? {
    guard let people, let reading = boards[query.key]?.reading else { return nil }
    boards[query.key]?.useTime = now
    let selection = BoardTotals.Selection(
      scope: query.scope, includesWithoutPoints: query.includesWithoutPoints,
      isForTeams: query.isForTeams)
    guard let found = boards[query.key]?.population(of: selection, people) else { return nil }
    if found.isNew { growthCount += 1 }
    return LeaderboardView(population: found.population, asOf: reading.instant)
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

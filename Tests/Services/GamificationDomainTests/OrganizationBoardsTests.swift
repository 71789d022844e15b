import GamificationDomain
import Kernel
import Testing

private let handled = ProfileMetricID(uuid: UUIDBits(high: 7, low: 1))
private let quality = ProfileMetricID(uuid: UUIDBits(high: 7, low: 2))
private let soon = MonotonicTime(nanoseconds: 1_000)
private let instant = Timestamp(microseconds: 5_000_000)

private func person(_ id: String, team: String = "red", active: Bool = true) -> BoardMember {
  BoardMember(
    person: PersonID(stored: id), displayName: id, team: TeamID(stored: team), isActive: active)
}

private func total(_ points: Int64, at time: Int64? = nil) -> PersonTotal {
  PersonTotal(
    points: Points(whole: points), reachTime: time.map { Timestamp(microseconds: $0) })
}

private func change(
  _ id: String, _ lines: [(ProfileMetricID, Int64)], on offset: Int32 = 0, at time: Int64,
  by transaction: UInt64 = 900
) -> BoardChange {
  BoardChange(
    day: PersonDay(person: PersonID(stored: id), workday: monday.adding(days: offset)),
    transaction: transaction,
    awardTime: Timestamp(microseconds: time), points: Points(whole: lines.reduce(0) { $0 + $1.1 }),
    lines: lines.map { BoardChange.Line(metric: $0, points: Points(whole: $1)) })
}

/// The boards of an organisation that reads what a test gives it.
private final class Reader {
  var boards = OrganizationBoards()
  var people: BoardPeople? = BoardPeople(
    [person("ada"), person("bob"), person("eve", team: "blue"), person("joe", active: false)],
    visibleRanks: [:])
  var metrics: [BoardMetric: Set<ProfileMetricID>] = [:]

  /// By the last snapshot the transactions up to this one are over.
  private var end = 10

  /// Makes boards, each after the one before.
  func make(_ made: [BoardKey: [PersonID: PersonTotal]], at snapshot: String? = nil) {
    for (key, totals) in made {
      take(boards.order(making: key), at: snapshot, made: totals)
    }
  }

  /// Brings the boards up to date, with changes that are newer than all of them unless they say so.
  func read(_ changes: [BoardChange]? = [], at snapshot: String? = nil) {
    take(boards.orderOfChanges(at: soon), at: snapshot, changes: changes)
  }

  func take(
    _ order: BoardOrder, at snapshot: String? = nil, changes: [BoardChange]? = [],
    made: [PersonID: PersonTotal]? = nil
  ) {
    end += 1
    guard let read = BoardSnapshot(text: snapshot ?? "\(end):\(end):") else {
      Issue.record("not a snapshot")
      return
    }
    let readsPeople = order.people != .not
    boards.take(
      BoardRefresh(
        snapshot: read, changes: changes,
        peopleRevision: readsPeople ? BoardPeopleRevision(cursor: 1, fingerprint: "") : nil,
        people: readsPeople ? people : nil, metrics: metrics, made: made), of: order,
      readAt: instant, soon)
    if readsPeople { people = nil }
  }

  func places(
    _ key: BoardKey, _ scope: LeaderboardScope = LeaderboardScope(), all: Bool = false
  ) -> [String]? {
    let query = LeaderboardQuery(key: key, scope: scope, includesWithoutPoints: all)
    guard let view = boards.view(of: query, at: soon) else { return nil }
    return view.population.places(at: 0..<view.population.count, ties: .competition).map {
      "\($0.rank) \($0.contender.person) \($0.contender.points.hundredths / 100)"
    }
  }
}

@Suite("BoardSnapshot")
struct BoardSnapshotTests {
  @Test("shows what was over, and not what was under way or had not begun")
  func shows() throws {
    let snapshot = try #require(BoardSnapshot(text: "10:20:10,14"))
    let shown = (8...21).filter { snapshot.shows($0) }
    #expect(shown == [8, 9, 11, 12, 13, 15, 16, 17, 18, 19])
  }

  @Test(
    "the one that has seen more is newer",
    arguments: [
      ("10:20:10,14", "10:21:10,14"), ("10:20:10,14", "14:20:14"), ("10:20:10,14", "20:20:"),
    ])
  func order(older: String, newer: String) throws {
    let older = try #require(BoardSnapshot(text: older))
    let newer = try #require(BoardSnapshot(text: newer))
    #expect(older.isOlder(than: newer))
    #expect(!newer.isOlder(than: older))
    #expect(!older.isOlder(than: older))
  }

  @Test("is nothing else", arguments: ["", "1:2", "a:2:", "1:2:x", "1:2:3:4", "1:2:3,-4"])
  func malformed(text: String) { #expect(BoardSnapshot(text: text) == nil) }
}

@Suite("OrganizationBoards")
struct OrganizationBoardsTests {
  private let week: BoardKey
  private let red = LeaderboardScope(team: TeamID(stored: "red"))

  init() throws {
    week = BoardKey(
      range: try WorkdayRange(from: monday, through: monday.adding(days: 6)), metric: nil)
  }

  @Test("shows those who are active and have points, or all who are active")
  func members() {
    let reader = Reader()
    #expect(reader.places(week) == nil)
    reader.make([
      week: [
        PersonID(stored: "ada"): total(3), PersonID(stored: "joe"): total(9),
        PersonID(stored: "stranger"): total(9), PersonID(stored: "bob"): total(0, at: 4),
      ]
    ])
    #expect(reader.places(week) == ["1 ada 3"])
    #expect(reader.places(week, all: true) == ["1 ada 3", "2 bob 0", "2 eve 0"])
    #expect(reader.places(week, red, all: true) == ["1 ada 3", "2 bob 0"])
  }

  @Test("adds what the ledger got on the workdays of the board")
  func advances() {
    let reader = Reader()
    reader.make([week: [PersonID(stored: "ada"): total(3, at: 10)]])
    #expect(reader.places(week) == ["1 ada 3"])
    #expect(reader.places(week, red) == ["1 ada 3"])
    reader.read([
      change("bob", [(handled, 3)], at: 8), change("eve", [(handled, 7)], on: 6, at: 9),
      change("eve", [(handled, 7)], on: 7, at: 9), change("joe", [(handled, 50)], at: 9),
    ])
    #expect(reader.places(week) == ["1 eve 7", "2 bob 3", "2 ada 3"])
    #expect(reader.places(week, red) == ["1 bob 3", "1 ada 3"])
    reader.read([change("bob", [(handled, -3)], at: 12), change("eve", [(handled, -4)], at: 20)])
    #expect(reader.places(week) == ["1 ada 3", "1 eve 3"])
  }

  @Test("a change that leaves the sum as it is does not move the time of reaching it")
  func reachTime() {
    let reader = Reader()
    reader.make([
      week: [PersonID(stored: "ada"): total(3, at: 10), PersonID(stored: "bob"): total(3, at: 11)]
    ])
    reader.read([change("ada", [(handled, 2), (quality, -2)], at: 20)])
    #expect(reader.places(week) == ["1 ada 3", "1 bob 3"])
    reader.read([change("ada", [(handled, 2)], at: 20), change("ada", [(handled, -2)], at: 15)])
    #expect(reader.places(week) == ["1 bob 3", "1 ada 3"])
  }

  @Test("counts only the metrics of the board, also those that came to it later")
  func metrics() throws {
    let metric = try BoardMetric(parsing: "interactions_handled", field: "metric_id")
    let key = BoardKey(range: week.range, metric: metric)
    let reader = Reader()
    reader.metrics = [metric: [handled]]
    reader.make([key: [PersonID(stored: "ada"): total(3)]])
    reader.read([change("ada", [(handled, 1), (quality, 5)], at: 1)])
    #expect(reader.places(key) == ["1 ada 4"])
    reader.metrics = [metric: [handled, quality]]
    reader.read([change("ada", [(handled, 1), (quality, 5)], at: 1)])
    #expect(reader.places(key) == ["1 ada 10"])
    reader.metrics = [metric: [quality]]
    reader.read()
    #expect(reader.places(key) == nil, "what no longer counts is in the sums")
  }

  @Test("follows people into other teams, out of the organization and back")
  func people() {
    let reader = Reader()
    reader.make([
      week: [PersonID(stored: "ada"): total(3), PersonID(stored: "eve"): total(5)]
    ])
    #expect(reader.places(week, red) == ["1 ada 3"])
    #expect(reader.places(week, red, all: true) == ["1 ada 3", "2 bob 0"])
    reader.people = BoardPeople(
      [person("eve"), person("bob", active: false)], visibleRanks: [:])
    reader.read()
    #expect(reader.places(week, red) == ["1 eve 5"])
    #expect(reader.places(week, red, all: true) == ["1 eve 5"])
    reader.people = BoardPeople([person("ada"), person("eve", team: "blue")], visibleRanks: [:])
    reader.read([change("ada", [(handled, 1)], at: 1)])
    #expect(reader.places(week) == ["1 eve 5", "2 ada 4"])
    #expect(reader.places(week, red) == ["1 ada 4"])
  }

  @Test("forgets all boards when there was too much to add, and those that nobody reads")
  func forgets() {
    let reader = Reader()
    reader.make([week: [PersonID(stored: "ada"): total(3)]])
    reader.read(nil)
    #expect(reader.places(week) == nil)
    reader.make([week: [PersonID(stored: "ada"): total(4)]])
    #expect(reader.places(week) == ["1 ada 4"])
    #expect(reader.boards.uses.map(\.size) == [4])
    reader.boards.forget(week, unusedSince: MonotonicTime(nanoseconds: 1))
    #expect(reader.boards.contains(week))
    reader.boards.forget(week, unusedSince: soon)
    #expect(!reader.boards.contains(week))
  }

  @Test("boards that were made at different times each get what they have not seen")
  func snapshots() throws {
    let day = BoardKey(range: try WorkdayRange(from: monday, through: monday), metric: nil)
    let reader = Reader()
    reader.make([week: [PersonID(stored: "ada"): total(1)]], at: "10:20:10,14")
    let early = reader.boards.orderOfChanges(at: soon)
    #expect(early.snapshot?.text == "10:20:10,14")
    // Made while the changes for the first one are read: it has seen some of them.
    reader.make([day: [PersonID(stored: "ada"): total(10)]], at: "14:30:14")
    reader.take(
      early, at: "14:25:14,24",
      changes: [
        change("ada", [(handled, 1)], at: 1, by: 10), change("ada", [(handled, 1)], at: 1, by: 22),
      ])
    #expect(reader.places(week) == ["1 ada 3"])
    #expect(reader.places(day) == ["1 ada 10"], "it is newer")
    let late = reader.boards.orderOfChanges(at: soon)
    #expect(late.snapshot?.text == "14:25:14,24")
    reader.take(
      late, at: "40:40:",
      changes: [14, 24, 27, 31].map { change("ada", [(handled, 1)], at: 1, by: $0) })
    #expect(reader.places(week) == ["1 ada 7"])
    #expect(reader.places(day) == ["1 ada 12"], "it had seen 24 and 27")
    // Made with an older snapshot than that of an order, and therefore not advanced by it.
    let order = reader.boards.orderOfChanges(at: soon)
    let old = BoardKey(
      range: try WorkdayRange(from: monday, through: monday.adding(days: 1)), metric: nil)
    reader.make([old: [PersonID(stored: "ada"): total(5)]], at: "35:35:")
    reader.take(order, at: "50:50:", changes: [change("ada", [(handled, 1)], at: 1, by: 45)])
    #expect(reader.places(week) == ["1 ada 8"])
    #expect(reader.places(old) == ["1 ada 5"])
    reader.read(
      [36, 45].map { change("ada", [(handled, 1)], at: 1, by: $0) }, at: "60:60:")
    #expect(reader.places(week) == ["1 ada 8"])
    #expect(reader.places(old) == ["1 ada 7"])
  }

  @Test("boards that were advanced are those that are made anew", arguments: 0..<10)
  func property(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let reader = Reader()
    reader.people = BoardPeople((0..<40).map { person("p\($0)") }, visibleRanks: [:])
    reader.make([week: [:]])
    var totals: [PersonID: PersonTotal] = [:]
    for _ in 0..<20 {
      let changes = (0..<Int.random(in: 0...30, using: &random)).map { _ in
        change(
          "p\(Int.random(in: 0..<40, using: &random))",
          [(handled, Int64.random(in: -2...2, using: &random))],
          on: Int32.random(in: -1...7, using: &random), at: Int64.random(in: 0...9, using: &random))
      }
      for change in changes
      where change.points != .zero && (monday...monday.adding(days: 6)).contains(change.day.workday)
      {
        totals[change.day.person, default: .zero].add(change.points, at: change.awardTime)
      }
      reader.read(changes)
      let fresh = Reader()
      fresh.people = BoardPeople((0..<40).map { person("p\($0)") }, visibleRanks: [:])
      fresh.make([week: totals])
      #expect(reader.places(week) == fresh.places(week))
      #expect(reader.places(week, all: true) == fresh.places(week, all: true))
    }
  }
}

/// Somebody who watches a board.
private final class Watcher {
  private var watched = WatchedPlaces()

  func change(
    to places: [Ranking.Place], totalCount: Int, showsPeople: Bool
  ) -> WatchedPlaces.Change? {
    watched.change(to: places, totalCount: totalCount, showsPeople: showsPeople)
  }
}

@Suite("WatchedPlaces")
struct WatchedPlacesTests {
  private func places(_ points: [(String, Int64)]) -> [Ranking.Place] {
    Ranking(
      points.map {
        Contender(person: PersonID(stored: $0), displayName: $0, points: Points(whole: $1))
      }, ties: .competition
    ).places
  }

  @Test("tells all places first, then those that differ and who has none any more")
  func changes() throws {
    let watched = Watcher()
    let first = places([("ada", 9), ("bob", 8), ("cleo", 7)])
    let all = try #require(watched.change(to: first, totalCount: 3, showsPeople: true))
    #expect(all.isComplete && all.places == first && all.removed.isEmpty)
    #expect(watched.change(to: first, totalCount: 3, showsPeople: true) == nil)
    let second = places([("ada", 9), ("dan", 8), ("cleo", 8)])
    let some = try #require(watched.change(to: second, totalCount: 4, showsPeople: true))
    #expect(!some.isComplete)
    #expect(some.places.map(\.contender.person.rawValue) == ["cleo", "dan"])
    #expect(some.removed == [PersonID(stored: "bob")])
    let count = try #require(watched.change(to: second, totalCount: 5, showsPeople: true))
    #expect(!count.isComplete && count.places.isEmpty && count.removed.isEmpty)
  }

  @Test("tells all places whenever people must not be told apart")
  func anonymous() throws {
    let watched = Watcher()
    let first = places([("ada", 9)])
    #expect(watched.change(to: first, totalCount: 1, showsPeople: false)?.isComplete == true)
    #expect(watched.change(to: first, totalCount: 1, showsPeople: false) == nil)
    let second = places([("ada", 9), ("bob", 8)])
    #expect(watched.change(to: second, totalCount: 2, showsPeople: false)?.places == second)
    #expect(watched.change(to: second, totalCount: 2, showsPeople: true)?.isComplete == true)
    #expect(watched.change(to: first, totalCount: 1, showsPeople: false)?.removed == [])
  }
}

@Suite("DayReach.advanced")
struct DayReachTests {
  private func posting(_ lines: [(ProfileMetricID, Int64)], at time: Int64) -> LedgerPosting {
    LedgerPosting(
      id: LedgerEntryID(uuid: someUUID), day: PersonDay(person: ada, workday: monday),
      cause: .measurement, source: "upload", awardTime: Timestamp(microseconds: time),
      finality: .provisional, expiry: nil,
      lines: lines.map {
        LedgerPosting.Line(metric: $0, version: 1, points: Points(whole: $1), value: nil)
      })
  }

  @Test("keeps the newest time of the day and of each metric, in whatever order postings come")
  func newest() {
    let postings = [
      posting([(handled, 5)], at: 4), posting([(handled, -5), (quality, 5)], at: 9),
      posting([(quality, 1)], at: 6),
    ]
    for order in [postings, postings.reversed()] {
      let reach = order.reduce(DayReach()) { $0.advanced(by: $1) }
      #expect(reach.time == Timestamp(microseconds: 6), "the one at 9 leaves the sum as it was")
      #expect(
        reach.metrics == [
          handled: Timestamp(microseconds: 9), quality: Timestamp(microseconds: 9),
        ])
    }
    #expect(DayReach().advanced(by: nil) == DayReach())
  }
}

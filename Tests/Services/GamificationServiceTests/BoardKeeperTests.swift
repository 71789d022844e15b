import GamificationDomain
import GamificationStore
import Kernel
import Synchronization
import TestSupport
import Testing

private let acme = ServiceFixture.acme
private let start = Workday(daysSinceEpoch: 20_000)

private func query(days: Int32 = 1) throws -> LeaderboardQuery {
  LeaderboardQuery(
    key: BoardKey(
      range: try WorkdayRange(from: start, through: start.adding(days: days)), metric: nil),
    scope: LeaderboardScope(), includesWithoutPoints: true)
}

/// Tells of one person, who gets a point with every reading.
private final class FakeSource: BoardSource {
  struct Failure: Error {}

  private struct State {
    var readings: [BoardOrder] = []
    var isBroken = false
    var isClosed = false
    var waiters: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())

  var readings: [BoardOrder] { state.withLock { $0.readings } }

  func breakDown(_ isBroken: Bool = true) { state.withLock { $0.isBroken = isBroken } }

  /// Whoever reads from now on waits.
  func close() { state.withLock { $0.isClosed = true } }

  func open() {
    let waiters = state.withLock { state in
      state.isClosed = false
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in waiters { waiter.resume() }
  }

  /// Waits until so many have begun to read.
  func waitForReadings(_ count: Int) async {
    while readings.count < count { await Task.yield() }
  }

  func refresh(
    _ order: BoardOrder, in organization: OrganizationID, at now: Timestamp
  ) async throws -> BoardRefresh {
    let ada = PersonID(stored: "ada")
    let number = state.withLock { state in
      state.readings.append(order)
      return Int64(state.readings.count)
    }
    await withCheckedContinuation { continuation in
      let isOpen = state.withLock { state in
        if state.isClosed { state.waiters.append(continuation) }
        return !state.isClosed
      }
      if isOpen { continuation.resume() }
    }
    try Task.checkCancellation()
    if state.withLock({ $0.isBroken }) { throw Failure() }
    return BoardRefresh(
      snapshot: BoardSnapshot(text: "\(number)"),
      changes: [
        BoardChange(
          day: PersonDay(person: ada, workday: start), awardTime: now, points: Points(whole: 1),
          lines: [])
      ],
      peopleRevision: BoardPeopleRevision(cursor: 1, fingerprint: ""),
      people: order.peopleRevision == nil
        ? BoardPeople([BoardMember(person: ada, displayName: "Ada")], visibleRanks: [:]) : nil,
      metrics: [:],
      made: Dictionary(
        uniqueKeysWithValues: order.wanted.map {
          ($0, [ada: PersonTotal(points: Points(whole: number), reachTime: nil)])
        }))
  }
}

@Suite("BoardKeeper", .timeLimit(.minutes(1)))
struct BoardKeeperTests {
  private let source = FakeSource()

  private func makeKeeper(
    age: Duration = .seconds(600), entries: Int = 1_000, idle: Duration = .seconds(600)
  ) -> BoardKeeper {
    BoardKeeper(
      source: source, clock: FixedWallClock(Timestamp(microseconds: 7)),
      limits: BoardLimits(ageMax: age, entriesMax: entries, idleMax: idle))
  }

  private func points(_ keeper: BoardKeeper, days: Int32 = 1) async throws -> Int64? {
    try await keeper.read(try query(days: days), in: acme) { view in
      view.population.contender(PersonID(stored: "ada")).map { $0.points.hundredths / 100 }
    }
  }

  @Test("reads once for all who come while boards are fresh, and again when they are not")
  func fresh() async throws {
    let keeper = makeKeeper()
    for _ in 0..<5 { #expect(try await points(keeper) == 1) }
    #expect(source.readings.count == 1)
    #expect(try await points(keeper, days: 2) == 2)
    #expect(try await points(keeper) == 2, "the other board came along")
    #expect(source.readings.count == 2)
    let restless = makeKeeper(age: .zero)
    #expect(try await points(restless) == 3)
    #expect(try await points(restless) == 4)
  }

  @Test("whoever comes while somebody reads waits for it")
  func shared() async throws {
    let keeper = makeKeeper(age: .zero)
    source.close()
    try await withThrowingTaskGroup(of: Int64?.self) { group in
      for _ in 0..<20 { group.addTask { try await points(keeper) } }
      await source.waitForReadings(1)
      for _ in 0..<100 { await Task.yield() }
      source.open()
      for try await points in group { #expect(points != nil) }
    }
    #expect(source.readings.count <= 20)
    #expect(source.readings.filter { !$0.wanted.isEmpty }.count == 1, "it was made once")
  }

  @Test("goes on when the one who reads is cancelled, and does not wait with who is")
  func cancelled() async throws {
    let keeper = makeKeeper()
    source.close()
    try await withThrowingTaskGroup(of: Int64?.self) { group in
      group.addTask {
        await withThrowingTaskGroup(of: Int64?.self) { reader in
          reader.addTask { try await points(keeper) }
          await source.waitForReadings(1)
          reader.cancelAll()
          await #expect(throws: CancellationError.self) { _ = try await reader.next() }
        }
        return 2
      }
      await source.waitForReadings(1)
      group.addTask { try await points(keeper) }
      for _ in 0..<100 { await Task.yield() }
      source.open()
      for try await points in group { #expect(points == 2) }
    }
    #expect(source.readings.count == 2)
  }

  @Test("shows old boards when reading fails, and fails only while there is none")
  func failing() async throws {
    let keeper = makeKeeper(age: .zero)
    source.breakDown()
    await #expect(throws: FakeSource.Failure.self) { try await points(keeper) }
    source.breakDown(false)
    #expect(try await points(keeper) == 2)
    source.breakDown()
    #expect(try await points(keeper) == 2)
    await #expect(throws: FakeSource.Failure.self) { try await points(keeper, days: 2) }
    source.breakDown(false)
    #expect(try await points(keeper) == 3)
  }

  @Test("forgets the boards that were not read for longest when there are too many")
  func trims() async throws {
    // A board takes three entries: itself, a total and a place.
    let keeper = makeKeeper(entries: 6)
    for days in 1...2 as ClosedRange<Int32> { _ = try await points(keeper, days: days) }
    _ = try await points(keeper, days: 1)
    _ = try await points(keeper, days: 3)
    let count = source.readings.count
    _ = try await points(keeper, days: 1)
    _ = try await points(keeper, days: 3)
    #expect(source.readings.count == count)
    _ = try await points(keeper, days: 2)
    #expect(source.readings.count == count + 1)
  }

  @Test("forgets what nobody has read for long")
  func idle() async throws {
    let keeper = makeKeeper(idle: .zero)
    _ = try await points(keeper)
    _ = try await keeper.people(in: ServiceFixture.globex)
    _ = try await points(keeper, days: 2)
    let count = source.readings.count
    _ = try await points(keeper, days: 1)
    #expect(source.readings.count > count)
    _ = try await keeper.people(in: ServiceFixture.globex)
    #expect(source.readings.last?.peopleRevision == nil, "the people were forgotten too")
  }

  @Test("tells of people without making a board")
  func people() async throws {
    let keeper = makeKeeper()
    let people = try await keeper.people(in: acme)
    #expect(people.member(PersonID(stored: "ada"))?.displayName == "Ada")
    #expect(source.readings.map(\.wanted) == [[]])
  }
}

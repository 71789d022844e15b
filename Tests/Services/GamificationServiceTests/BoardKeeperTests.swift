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

/// Tells of one person, who has as many points as there were readings.
private final class FakeSource: BoardSource {
  struct Failure: Error {}

  private struct State {
    var readings: [BoardOrder] = []
    var isBroken = false
    var isClosed: @Sendable (BoardOrder) -> Bool = { _ in false }
    var waiters: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())

  var readings: [BoardOrder] { state.withLock { $0.readings } }
  var makingCount: Int { readings.count { $0.wanted != nil } }

  func breakDown(_ isBroken: Bool = true) { state.withLock { $0.isBroken = isBroken } }

  /// Whoever reads from now on waits.
  func close(_ isClosed: @escaping @Sendable (BoardOrder) -> Bool = { _ in true }) {
    state.withLock { $0.isClosed = isClosed }
  }

  func open() {
    let waiters = state.withLock { state in
      state.isClosed = { _ in false }
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
      return state.readings.count
    }
    await withCheckedContinuation { continuation in
      let isOpen = state.withLock { state in
        let isOpen = !state.isClosed(order)
        if !isOpen { state.waiters.append(continuation) }
        return isOpen
      }
      if isOpen { continuation.resume() }
    }
    try Task.checkCancellation()
    if state.withLock({ $0.isBroken }) { throw Failure() }
    let points = Points(whole: Int64(number))
    return BoardRefresh(
      snapshot: try #require(BoardSnapshot(text: "\(number):\(number):")),
      changes: (1..<number).map { transaction in
        BoardChange(
          day: PersonDay(person: ada, workday: start), transaction: UInt64(transaction),
          awardTime: now, points: Points(whole: 1), lines: [])
      },
      peopleRevision: order.people == .not
        ? nil : BoardPeopleRevision(cursor: 1, fingerprint: ""),
      people: order.people == .all
        ? BoardPeople([BoardMember(person: ada, displayName: "Ada")], visibleRanks: [:]) : nil,
      metrics: [:],
      made: order.wanted.map { _ in [ada: PersonTotal(points: points, reachTime: nil)] })
  }
}

@Suite("BoardKeeper", .timeLimit(.minutes(10)))
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
    #expect(try await points(keeper) == 1, "it is fresh enough")
    #expect(source.readings.count == 2)
    let restless = makeKeeper(age: .zero)
    let first = try #require(try await points(restless))
    let second = try #require(try await points(restless))
    #expect(first < second)
    #expect(source.makingCount == 3)
  }

  @Test("whoever comes while somebody reads waits for it")
  func shared() async throws {
    let keeper = makeKeeper()
    source.close()
    try await withThrowingTaskGroup(of: Int64?.self) { group in
      for _ in 0..<20 { group.addTask { try await points(keeper) } }
      await source.waitForReadings(1)
      for _ in 0..<100 { await Task.yield() }
      source.open()
      for try await points in group { #expect(points == 1) }
    }
    #expect(source.readings.count == 1)
  }

  @Test("nobody waits for a board that is made who wants another one")
  func apart() async throws {
    let keeper = makeKeeper(age: .zero)
    _ = try await points(keeper)
    source.close { $0.wanted != nil }
    try await withThrowingTaskGroup(of: Int64?.self) { group in
      let count = source.readings.count
      group.addTask { try await points(keeper, days: 2) }
      await source.waitForReadings(count + 1)
      let first = try #require(try await points(keeper))
      let second = try #require(try await points(keeper))
      #expect(first < second)
      source.open()
      for try await points in group { #expect((points ?? 0) > second) }
    }
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

  @Test("a board that takes longer than its reader waits is made by a job")
  func abandoned() async throws {
    let keeper = makeKeeper()
    #expect(await keeper.makeAbandoned() == false)
    source.close()
    await withThrowingTaskGroup(of: Int64?.self) { reader in
      reader.addTask { try await points(keeper) }
      await source.waitForReadings(1)
      reader.cancelAll()
      source.open()
      await #expect(throws: CancellationError.self) { _ = try await reader.next() }
    }
    #expect(await keeper.makeAbandoned())
    #expect(await keeper.makeAbandoned() == false)
    #expect(source.makingCount == 2)
    #expect(try await points(keeper) == 2)
    #expect(source.makingCount == 2, "it was there")
  }

  @Test("shows old boards when reading fails, and fails only while there is none")
  func failing() async throws {
    let keeper = makeKeeper(age: .milliseconds(1))
    source.breakDown()
    await #expect(throws: FakeSource.Failure.self) { try await points(keeper) }
    await #expect(throws: FakeSource.Failure.self) { try await keeper.people(in: acme) }
    source.breakDown(false)
    let before = try #require(try await points(keeper))
    source.breakDown()
    let after = try #require(try await points(keeper))
    #expect(after >= before)
    #expect(try await points(keeper) == after)
    await #expect(throws: FakeSource.Failure.self) { try await points(keeper, days: 2) }
    source.breakDown(false)
    let end = ContinuousClock.now + .seconds(10)
    while try await points(keeper) == after, ContinuousClock.now < end {}
    #expect(try await points(keeper) != after)
  }

  @Test("forgets the boards that were not read for longest when there are too many")
  func trims() async throws {
    // A board takes four entries: itself, a total, an order and a place in it.
    let keeper = makeKeeper(entries: 8)
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
    #expect(source.readings.last?.people == .all, "the people were forgotten too")
  }

  @Test("tells of people without making a board")
  func people() async throws {
    let keeper = makeKeeper()
    let people = try await keeper.people(in: acme)
    #expect(people.member(PersonID(stored: "ada"))?.displayName == "Ada")
    #expect(source.readings.map(\.wanted) == [nil])
  }
}

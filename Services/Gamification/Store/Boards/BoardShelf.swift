internal import GamificationDomain
internal import Kernel
internal import Synchronization

/// The boards of one organisation and who waits for them.
///
/// One reader at a time brings them all up to date, as a part of its own call, and one makes a
/// board that is not there; whoever needs the same meanwhile waits for it. When such a call is
/// cancelled, one of those who wait does it instead. Making a board takes longer, and nobody waits
/// for it who asks for another one that is there. One that takes longer than its reader waits is
/// made by a job of the service: see ``makeAbandoned()``.
final class BoardShelf: Sendable {
  /// What one reader does for all.
  private enum Work: Sendable {
    case advancing
    case making
  }

  /// Who does such work, and who waits for it.
  private struct Slot {
    var isTaken = false
    /// The number of the newest time that it was begun.
    var begunCount: UInt64 = 0
    /// That of the newest time that it was not just given up.
    var endedCount: UInt64 = 0
    /// Why it failed then, if it did, and what it was for.
    var failure: (error: any Error, key: BoardKey?)?
    var waiters: [UInt64: CheckedContinuation<Void, Never>] = [:]
  }

  private struct State {
    var boards = OrganizationBoards()
    var advancing = Slot()
    var making = Slot()
    /// What a reader has given up to make.
    var abandoned: BoardKey?
    /// Until when nobody tries again after a failure who can do with what is there.
    var retryTime = MonotonicTime(nanoseconds: .min)
    /// When somebody looked last.
    var useTime = MonotonicTime.now
    var nextID: UInt64 = 0

    subscript(work: Work) -> Slot {
      get { work == .advancing ? advancing : making }
      _modify { if work == .advancing { yield &advancing } else { yield &making } }
    }
  }

  private enum Step<Answer: Sendable>: Sendable {
    case answered(Answer)
    /// Somebody else does it, for the time with this number.
    case wait(Work, UInt64)
    case work(Work, UInt64, BoardOrder)
  }

  private let organization: OrganizationID
  private let source: any BoardSource
  private let clock: any WallClock
  private let limits: BoardLimits
  private let state = Mutex(State())

  init(
    organization: OrganizationID, source: any BoardSource, clock: any WallClock,
    limits: BoardLimits
  ) {
    self.organization = organization
    self.source = source
    self.clock = clock
    self.limits = limits
  }

  /// The people, as fresh as boards are.
  func people() async throws -> BoardPeople {
    try await answer(wanting: nil) { boards, _ in boards.people }.answer
  }

  /// Shows a board, and tells whether there are more boards now.
  func read<Answer: Sendable>(
    _ query: LeaderboardQuery, _ body: (LeaderboardView) throws -> Answer
  ) async throws -> (answer: Answer, hasGrown: Bool) {
    try await answer(wanting: query.key) { boards, now in
      guard let view = boards.view(of: query, at: now) else { return nil }
      return try body(view)
    }
  }

  var uses: [(key: BoardKey, size: Int, time: MonotonicTime)] {
    state.withLock { $0.boards.uses }
  }

  /// Whether nobody has looked since then.
  func isIdle(since time: MonotonicTime) -> Bool {
    state.withLock { !$0.advancing.isTaken && !$0.making.isTaken && $0.useTime < time }
  }

  func forget(_ key: BoardKey, unusedSince time: MonotonicTime) {
    state.withLock { $0.boards.forget(key, unusedSince: time) }
  }

  /// Looks at the boards when they are fresh enough and hold what is wanted, and otherwise has them
  /// brought up to date first; when that fails, old ones are better than none.
  private func answer<Answer: Sendable>(
    wanting key: BoardKey?,
    _ look: (inout OrganizationBoards, MonotonicTime) throws -> Answer?
  ) async throws -> (answer: Answer, hasGrown: Bool) {
    let growthCount = state.withLock { $0.boards.growthCount }
    var awaited: [Work: UInt64] = [:]
    while true {
      let step = try state.withLock { state in
        try next(&state, wanting: key, awaited, look)
      }
      switch step {
      case .answered(let answer):
        return (answer, state.withLock { $0.boards.growthCount } != growthCount)
      case .wait(let work, let count):
        awaited[work] = count
        await wait(for: work)
        try Task.checkCancellation()
      case .work(let work, let count, let order):
        awaited[work] = count
        let refresh = await perform(work, order)
        try Task.checkCancellation()
        if work == .making, let refresh, refresh.made == nil,
          let metric = key?.unknownMetric(of: refresh.metrics)
        {
          throw GamificationError.metricNotFound(metric.text)
        }
      }
    }
  }

  /// What a reader does next, who has waited for some work already.
  private func next<Answer: Sendable>(
    _ state: inout State, wanting key: BoardKey?, _ awaited: [Work: UInt64],
    _ look: (inout OrganizationBoards, MonotonicTime) throws -> Answer?
  ) throws -> Step<Answer> {
    let now = MonotonicTime.now
    state.useTime = now
    let readTime = key.map { state.boards.readTime(of: $0) } ?? state.boards.peopleTime
    let work: Work = key != nil && readTime == nil ? .making : .advancing
    let hasEnded = awaited[work].map { $0 <= state[work].endedCount } ?? false
    if let readTime, now < readTime + limits.ageMax || hasEnded || now < state.retryTime,
      let answer = try look(&state.boards, now)
    {
      return .answered(answer)
    }
    if hasEnded, let failure = state[work].failure, work == .advancing || failure.key == key {
      throw failure.error
    }
    if state[work].isTaken { return .wait(work, state[work].begunCount) }
    state[work].isTaken = true
    state[work].begunCount += 1
    let order =
      if work == .making, let key {
        state.boards.order(making: key)
      } else {
        state.boards.orderOfChanges(at: now)
      }
    return .work(work, state[work].begunCount, order)
  }

  /// Makes the board that a reader has given up to make, unless it is there or somebody else makes
  /// one.
  ///
  /// - Returns: Whether there was one.
  func makeAbandoned() async -> Bool {
    let order: BoardOrder? = state.withLock { state in
      guard let key = state.abandoned, !state.making.isTaken else { return nil }
      state.abandoned = nil
      guard state.boards.readTime(of: key) == nil else { return nil }
      state.making.isTaken = true
      state.making.begunCount += 1
      return state.boards.order(making: key)
    }
    guard let order else { return false }
    _ = await perform(.making, order)
    return true
  }

  /// Reads by an order, takes in what was read and wakes all who wait.
  ///
  /// How long the caller waits does not bound the statements: others may wait longer.
  ///
  /// - Returns: What was read; `nil` when reading failed or was given up.
  private func perform(_ work: Work, _ order: BoardOrder) async -> BoardRefresh? {
    let (start, instant) = (MonotonicTime.now, clock.now())
    let result: Result<BoardRefresh, any Error>
    do {
      result = .success(
        try await CallDeadline.current.withValue(nil) {
          try await source.refresh(order, in: organization, at: instant)
        })
    } catch {
      result = .failure(error)
    }
    let isGivenUp = Task.isCancelled
    let waiters = state.withLock { state in
      state[work].isTaken = false
      switch result {
      case .success(let refresh):
        state.boards.take(refresh, of: order, readAt: instant, start)
        state[work].endedCount = state[work].begunCount
        state[work].failure = nil
      case .failure(let error) where !isGivenUp:
        if work == .advancing { state.retryTime = MonotonicTime.now + limits.ageMax }
        state[work].endedCount = state[work].begunCount
        state[work].failure = (error, order.wanted)
      case .failure: if work == .making { state.abandoned = order.wanted }
      }
      defer { state[work].waiters = [:] }
      return Array(state[work].waiters.values)
    }
    for waiter in waiters { waiter.resume() }
    return try? result.get()
  }

  /// Waits until the work that somebody does has ended, or the task is cancelled.
  private func wait(for work: Work) async {
    let id = state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isLate = state.withLock { state in
          guard state[work].isTaken, !Task.isCancelled else { return true }
          state[work].waiters[id] = continuation
          return false
        }
        if isLate { continuation.resume() }
      }
    } onCancel: {
      state.withLock { $0[work].waiters.removeValue(forKey: id) }?.resume()
    }
  }
}

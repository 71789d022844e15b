internal import GamificationDomain
internal import Kernel
internal import Synchronization

/// The boards of one organisation and who waits for them.
///
/// One reader at a time brings them up to date, as a part of its own call; whoever comes meanwhile
/// waits for it. When that call is cancelled, one of those who wait does it instead.
final class BoardShelf: Sendable {
  private struct State {
    var boards = OrganizationBoards()
    /// Until when the boards are fresh enough, or are not tried again after a failure.
    var freshUntil = MonotonicTime(nanoseconds: .min)
    var isRefreshing = false
    /// When somebody looked last.
    var useTime = MonotonicTime.now
    /// The number of the newest refresh that was begun.
    var begunCount: UInt64 = 0
    /// That of the newest one that was not just given up.
    var endedCount: UInt64 = 0
    /// Why that one failed, if it did.
    var failure: (any Error)?
    var nextID: UInt64 = 0
    var waiters: [UInt64: CheckedContinuation<Void, Never>] = [:]
  }

  private enum Step<Answer: Sendable>: Sendable {
    case answered(Answer)
    /// Somebody else reads, as the refresh with this number.
    case wait(UInt64)
    case refresh(BoardOrder)
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
    state.withLock { !$0.isRefreshing && $0.useTime < time }
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
    var awaited: UInt64?
    var hasGrown = false
    while true {
      let step = try state.withLock { state throws -> Step<Answer> in
        let now = MonotonicTime.now
        state.useTime = now
        let hasEnded = awaited.map { $0 <= state.endedCount } ?? false
        if hasEnded || now < state.freshUntil, let answer = try look(&state.boards, now) {
          return .answered(answer)
        }
        if hasEnded, let failure = state.failure { throw failure }
        if state.isRefreshing { return .wait(state.begunCount) }
        state.isRefreshing = true
        state.begunCount += 1
        awaited = state.begunCount
        return .refresh(state.boards.order(wanting: key.map { [$0] } ?? [], at: now))
      }
      switch step {
      case .answered(let answer): return (answer, hasGrown)
      case .wait(let count):
        awaited = count
        await waitForRefresh()
        try Task.checkCancellation()
      case .refresh(let order):
        guard let refresh = await refresh(by: order) else {
          try Task.checkCancellation()
          continue
        }
        hasGrown = !refresh.made.isEmpty
        if let metric = key?.metric, refresh.metrics[metric] == nil {
          throw GamificationError.metricNotFound(metric.text)
        }
      }
    }
  }

  /// Reads by an order, takes in what was read and wakes all who wait.
  ///
  /// How long the caller waits does not bound the statements: others may wait longer.
  ///
  /// - Returns: What was read; `nil` when reading failed or was given up.
  private func refresh(by order: BoardOrder) async -> BoardRefresh? {
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
      state.isRefreshing = false
      switch result {
      case .success(let refresh):
        state.boards.take(refresh, of: order, readAt: instant, start)
        state.freshUntil = start + limits.ageMax
        state.endedCount = state.begunCount
        state.failure = nil
      case .failure(let error) where !isGivenUp:
        state.freshUntil = MonotonicTime.now + limits.ageMax
        state.endedCount = state.begunCount
        state.failure = error
      case .failure: break
      }
      defer { state.waiters = [:] }
      return Array(state.waiters.values)
    }
    for waiter in waiters { waiter.resume() }
    return try? result.get()
  }

  /// Waits until the refresh that runs has ended, or the task is cancelled.
  private func waitForRefresh() async {
    let id = state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isLate = state.withLock { state in
          guard state.isRefreshing, !Task.isCancelled else { return true }
          state.waiters[id] = continuation
          return false
        }
        if isLate { continuation.resume() }
      }
    } onCancel: {
      state.withLock { $0.waiters.removeValue(forKey: id) }?.resume()
    }
  }
}

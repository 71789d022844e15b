internal import Kernel

/// Which connections there are, who waits for one, and when the server is tried again; without any
/// IO.
///
/// A caller waits for whichever connection is free first: one that another caller gives back, or a
/// new one. So an attempt to connect that takes long holds nobody up while others come back.
struct PoolState {
  /// What a caller gets.
  enum Lease: Sendable {
    case leased(ConnectionMailbox)
    case refused(PostgresError)
  }

  typealias Caller = CheckedContinuation<Lease, Never>

  /// What is to be done after a change.
  struct Step {
    /// Callers and what they get.
    var answers: [(caller: Caller, lease: Lease)] = []
    /// How many connections to start, which are counted already.
    var startCount = 0
    /// Connections to stop.
    var stops: [ConnectionMailbox] = []
    /// Attempts that need not pause any longer.
    var wakes: [ConnectionMailbox] = []
    /// Those who wait for the end of the pool.
    var ended: [CheckedContinuation<Void, Never>] = []
  }

  /// What a thread without a connection does next.
  enum Attempt {
    case connect
    case pause(Duration)
    case giveUp
  }

  private struct Waiter {
    var id: UInt64
    var caller: Caller
  }

  private let limits: PostgresLimits
  private var idle: [ConnectionMailbox] = []
  private var waiters: [Waiter] = []
  private var nextWaiterID: UInt64 = 0
  /// Connections that work, idle or lent.
  private var openCount = 0
  /// Threads that try to connect, started or about to be.
  private var connectingCount = 0
  private var connecting: [ConnectionMailbox] = []
  private var backoff = ReconnectBackoff()
  private var isShutDown = false
  private var endContinuations: [CheckedContinuation<Void, Never>] = []

  init(limits: PostgresLimits) { self.limits = limits }

  var counts: PoolMeters.Counts {
    PoolMeters.Counts(
      idle: idle.count, used: openCount - idle.count, pending: waiters.count)
  }

  /// The connection that was used last, which is the one most likely alive.
  mutating func takeIdle() -> ConnectionMailbox? {
    while let connection = idle.popLast() {
      if !connection.isClosed { return connection }
    }
    return nil
  }

  mutating func makeWaiterID() -> UInt64 {
    nextWaiterID += 1
    return nextWaiterID
  }

  /// Adds a caller for whom no connection was free a moment ago, and starts a connection for it.
  mutating func enqueue(_ caller: Caller, id: UInt64, now: MonotonicTime) -> Step {
    var step = Step()
    if isShutDown {
      step.answers = [(caller, .refused(refusal(.shutDown)))]
    } else if let connection = takeIdle() {
      step.answers = [(caller, .leased(connection))]
    } else if openCount + connectingCount == 0, backoff.remaining(now: now) != nil {
      step.answers = [(caller, .refused(cannotConnect(now: now)))]
    } else if hasSlot {
      start(&step)
      waiters.append(Waiter(id: id, caller: caller))
    } else if waiters.count < limits.waitersMax + connectingCount {
      waiters.append(Waiter(id: id, caller: caller))
    } else {
      step.answers = [(caller, .refused(refusal(.tooManyWaiters)))]
    }
    return step
  }

  /// Takes a caller out of the queue that waits no longer.
  mutating func removeWaiter(_ id: UInt64) -> Caller? {
    guard let index = waiters.firstIndex(where: { $0.id == id }) else { return nil }
    return waiters.remove(at: index).caller
  }

  /// Notes a thread that is about to try.
  mutating func noteThread(_ connection: ConnectionMailbox) { connecting.append(connection) }

  /// Decides what a thread without a connection does, which may have paused before.
  func nextAttempt(isRetry: Bool, now: MonotonicTime) -> Attempt {
    if isShutDown { return .giveUp }
    if isRetry, openCount > 0, connectingCount > waiters.count { return .giveUp }
    return backoff.remaining(now: now).map { .pause($0) } ?? .connect
  }

  /// Notes a connection that works now and belongs to nobody yet.
  mutating func noteOpen(_ connection: ConnectionMailbox) -> Step {
    removeAttempt(connection)
    openCount += 1
    var step = giveBack(connection)
    if backoff.isFailing { step.wakes = connecting }
    backoff.succeed()
    // Attempts that had failed before are made up for.
    while connectingCount < waiters.count, hasSlot { start(&step) }
    return step
  }

  /// Notes an attempt to connect that failed, with a number of 0 ..< 1 by chance.
  ///
  /// - Returns: `nil` when the same thread shall try again, for those who still wait for more than
  ///   the connections that work.
  mutating func noteFailure(
    _ connection: ConnectionMailbox, now: MonotonicTime, random: Double
  ) -> Step? {
    // What fails within the pause after a failure has failed with it.
    if backoff.remaining(now: now) == nil { backoff.fail(now: now, random: random) }
    if !isShutDown, openCount > 0, connectingCount <= waiters.count { return nil }
    return endAttempt(connection, now: now)
  }

  /// Notes the end of a thread that has made no connection; `nil` is one that could not start.
  mutating func endAttempt(_ connection: ConnectionMailbox?, now: MonotonicTime) -> Step {
    removeAttempt(connection)
    var step = Step()
    if openCount + connectingCount == 0 {
      let refusal = Lease.refused(cannotConnect(now: now))
      step.answers = takeWaiters().map { ($0, refusal) }
    }
    step.ended = takeEndContinuations()
    return step
  }

  /// Notes the end of a connection that worked.
  mutating func noteEnd(_ connection: ConnectionMailbox) -> Step {
    idle.removeAll { $0 === connection }
    openCount -= 1
    var step = Step()
    while connectingCount < waiters.count, hasSlot { start(&step) }
    step.ended = takeEndContinuations()
    return step
  }

  /// Takes a connection back.
  mutating func giveBack(_ connection: ConnectionMailbox) -> Step {
    var step = Step()
    // What has ended meanwhile is counted by `noteEnd`.
    if connection.isClosed { return step }
    if isShutDown {
      step.stops = [connection]
    } else if waiters.isEmpty {
      idle.append(connection)
    } else {
      step.answers = [(waiters.removeFirst().caller, .leased(connection))]
    }
    return step
  }

  /// Begins the end.
  mutating func shutDown() -> Step {
    isShutDown = true
    var step = Step()
    let refusal = Lease.refused(refusal(.shutDown))
    step.answers = takeWaiters().map { ($0, refusal) }
    step.stops = idle + connecting
    idle = []
    return step
  }

  mutating func waitForEnd(_ continuation: CheckedContinuation<Void, Never>) -> Step {
    endContinuations.append(continuation)
    var step = Step()
    step.ended = takeEndContinuations()
    return step
  }

  /// What a caller is told who has waited too long.
  func leaseRefusal(now: MonotonicTime) -> PostgresError {
    openCount == 0 || backoff.isFailing ? cannotConnect(now: now) : refusal(.leaseTimeout)
  }

  /// The advice is half the longest wait, so that a burst spreads.
  private func refusal(_ reason: PostgresError.UnavailableReason) -> PostgresError {
    .unavailable(retryAfter: limits.leaseTimeout / 2, reason: reason)
  }

  /// The advice is when the server is tried again.
  private func cannotConnect(now: MonotonicTime) -> PostgresError {
    guard let remaining = backoff.remaining(now: now) else { return refusal(.cannotConnect) }
    return .unavailable(retryAfter: remaining, reason: .cannotConnect)
  }

  private var hasSlot: Bool {
    !isShutDown && openCount + connectingCount < limits.connectionsMax
  }

  private mutating func start(_ step: inout Step) {
    connectingCount += 1
    step.startCount += 1
  }

  private mutating func removeAttempt(_ connection: ConnectionMailbox?) {
    connecting.removeAll { $0 === connection }
    connectingCount -= 1
  }

  private mutating func takeWaiters() -> [Caller] {
    defer { waiters = [] }
    return waiters.map(\.caller)
  }

  private mutating func takeEndContinuations() -> [CheckedContinuation<Void, Never>] {
    guard openCount + connectingCount == 0 else { return [] }
    defer { endContinuations = [] }
    return endContinuations
  }
}

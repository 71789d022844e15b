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

  /// What is to be done about a caller.
  enum Decision {
    case answer(Lease)
    /// The caller waits; whether a connection is to be started meanwhile, which is counted already.
    case wait(startsConnection: Bool)
  }

  /// What is to be done when a connection or an attempt to make one has ended.
  struct Ending {
    var startsConnection = false
    /// Those who would wait for nothing.
    var refused: [CheckedContinuation<Lease, Never>] = []
    /// Those who wait for the end of the pool.
    var stopped: [CheckedContinuation<Void, Never>] = []
  }

  private struct Waiter {
    var id: UInt64
    var continuation: CheckedContinuation<Lease, Never>
  }

  private let limits: PostgresLimits
  private var idle: [ConnectionMailbox] = []
  private var waiters: [Waiter] = []
  private var nextWaiterID: UInt64 = 0
  /// Connections that work, idle or lent.
  private var openCount = 0
  /// Attempts to connect, whether their thread runs already or not.
  private var connectingCount = 0
  private var connecting: [ConnectionMailbox] = []
  private var backoff = ReconnectBackoff()
  private var isShutDown = false
  private var stopContinuations: [CheckedContinuation<Void, Never>] = []

  init(limits: PostgresLimits) { self.limits = limits }

  /// The connection that was used last, which is the one most likely alive.
  mutating func takeIdle() -> ConnectionMailbox? { idle.popLast() }

  mutating func makeWaiterID() -> UInt64 {
    nextWaiterID += 1
    return nextWaiterID
  }

  /// Decides about a caller for whom no connection was free a moment ago.
  mutating func enqueue(
    _ continuation: CheckedContinuation<Lease, Never>, id: UInt64, now: ContinuousClock.Instant
  ) -> Decision {
    if isShutDown { return .answer(.refused(refusal(.shutDown))) }
    if let connection = takeIdle() { return .answer(.leased(connection)) }
    let startsConnection = startIfAllowed(waiterCount: waiters.count + 1, now: now)
    if openCount + connectingCount == 0 {
      return .answer(.refused(cannotConnect(now: now)))
    }
    // A caller whose connection is being made is not one too many.
    guard startsConnection || waiters.count < limits.waitersMax + connectingCount else {
      return .answer(.refused(refusal(.tooManyWaiters)))
    }
    waiters.append(Waiter(id: id, continuation: continuation))
    return .wait(startsConnection: startsConnection)
  }

  /// Takes a caller out of the queue that waits no longer.
  mutating func removeWaiter(_ id: UInt64) -> CheckedContinuation<Lease, Never>? {
    guard let index = waiters.firstIndex(where: { $0.id == id }) else { return nil }
    return waiters.remove(at: index).continuation
  }

  /// Notes who is told when an attempt to connect is to be given up; `false` when it is already.
  mutating func noteConnecting(_ connection: ConnectionMailbox) -> Bool {
    guard !isShutDown else { return false }
    connecting.append(connection)
    return true
  }

  mutating func noteOpen(_ connection: ConnectionMailbox) {
    connecting.removeAll { $0 === connection }
    connectingCount -= 1
    openCount += 1
    backoff.succeed()
  }

  /// Notes an attempt to connect that failed, with a number of 0 ..< 1 by chance.
  mutating func noteFailure(
    _ connection: ConnectionMailbox?, now: ContinuousClock.Instant, random: Double
  ) -> Ending {
    connecting.removeAll { $0 === connection }
    connectingCount -= 1
    // Attempts that ran at the same time have failed once, not many times.
    if backoff.remaining(now: now) == nil { backoff.fail(now: now, random: random) }
    return ending(now: now)
  }

  /// Notes the end of a connection that worked.
  mutating func noteEnd(_ connection: ConnectionMailbox, now: ContinuousClock.Instant) -> Ending {
    idle.removeAll { $0 === connection }
    openCount -= 1
    return ending(now: now)
  }

  /// Takes a connection back.
  ///
  /// - Returns: The caller who gets it, or whether it is to be stopped.
  mutating func giveBack(_ connection: ConnectionMailbox) -> (
    next: CheckedContinuation<Lease, Never>?, stops: Bool
  ) {
    // What has ended meanwhile is counted by `noteEnd`.
    if connection.isClosed { return (nil, false) }
    if isShutDown { return (nil, true) }
    guard !waiters.isEmpty else {
      idle.append(connection)
      return (nil, false)
    }
    return (waiters.removeFirst().continuation, false)
  }

  /// Begins the end.
  ///
  /// - Returns: The connections to stop, and the callers to refuse.
  mutating func shutDown() -> (
    unused: [ConnectionMailbox], waiters: [CheckedContinuation<Lease, Never>]
  ) {
    isShutDown = true
    defer { idle = [] }
    return (idle + connecting, takeWaiters())
  }

  mutating func waitForStop(_ continuation: CheckedContinuation<Void, Never>)
    -> [CheckedContinuation<Void, Never>]
  {
    stopContinuations.append(continuation)
    return takeStopContinuations()
  }

  /// What a caller is told who has waited too long.
  func leaseRefusal(now: ContinuousClock.Instant) -> PostgresError {
    openCount == 0 ? cannotConnect(now: now) : refusal(.leaseTimeout)
  }

  /// The advice is half the longest wait, so that a burst spreads.
  func refusal(_ reason: PostgresError.UnavailableReason) -> PostgresError {
    .unavailable(retryAfter: limits.leaseTimeout / 2, reason: reason)
  }

  /// The advice is when the server is tried again.
  func cannotConnect(now: ContinuousClock.Instant) -> PostgresError {
    guard let remaining = backoff.remaining(now: now) else { return refusal(.cannotConnect) }
    return .unavailable(retryAfter: remaining, reason: .cannotConnect)
  }

  /// Counts one more attempt to connect when it would serve somebody, and may be made.
  private mutating func startIfAllowed(
    waiterCount: Int, now: ContinuousClock.Instant
  ) -> Bool {
    guard !isShutDown, connectingCount < waiterCount,
      openCount + connectingCount < limits.connectionsMax, backoff.remaining(now: now) == nil
    else { return false }
    connectingCount += 1
    return true
  }

  private mutating func ending(now: ContinuousClock.Instant) -> Ending {
    var ending = Ending()
    ending.startsConnection = startIfAllowed(waiterCount: waiters.count, now: now)
    if openCount + connectingCount == 0 { ending.refused = takeWaiters() }
    ending.stopped = takeStopContinuations()
    return ending
  }

  private mutating func takeWaiters() -> [CheckedContinuation<Lease, Never>] {
    defer { waiters = [] }
    return waiters.map(\.continuation)
  }

  private mutating func takeStopContinuations() -> [CheckedContinuation<Void, Never>] {
    guard openCount + connectingCount == 0 else { return [] }
    defer { stopContinuations = [] }
    return stopContinuations
  }
}

/// Who has which connection, and who waits; without any IO.
struct PoolState {
  /// What a caller gets.
  enum Lease: Sendable {
    case leased(ConnectionWorker)
    case refused(PostgresError)
  }

  /// What is to be done about a caller.
  enum Decision {
    case lease(ConnectionWorker)
    /// A thread is to be started; ``addWorker()`` has counted it already.
    case start
    case wait
    case refuse(PostgresError)
  }

  private struct Waiter {
    var id: UInt64
    var continuation: CheckedContinuation<Lease, Never>
  }

  private let limits: PostgresLimits
  private var idle: [ConnectionWorker] = []
  private var waiters: [Waiter] = []
  private var nextWaiterID: UInt64 = 0
  private(set) var workerCount = 0
  private(set) var isShutDown = false
  private var stopContinuations: [CheckedContinuation<Void, Never>] = []

  init(limits: PostgresLimits) { self.limits = limits }

  /// Decides about a caller that comes.
  mutating func request() -> Decision {
    if isShutDown { return .refuse(refusal(.shutDown)) }
    // The connection that was used last is the one that is most likely alive.
    if let worker = idle.popLast() { return .lease(worker) }
    if workerCount < limits.connectionsMax {
      workerCount += 1
      return .start
    }
    if waiters.count >= limits.waitersMax { return .refuse(refusal(.tooManyWaiters)) }
    return .wait
  }

  mutating func makeWaiterID() -> UInt64 {
    nextWaiterID += 1
    return nextWaiterID
  }

  mutating func enqueue(_ continuation: CheckedContinuation<Lease, Never>, id: UInt64) {
    waiters.append(Waiter(id: id, continuation: continuation))
  }

  /// Takes a caller out of the queue that waits no longer.
  mutating func removeWaiter(_ id: UInt64) -> CheckedContinuation<Lease, Never>? {
    guard let index = waiters.firstIndex(where: { $0.id == id }) else { return nil }
    return waiters.remove(at: index).continuation
  }

  /// Takes a connection back.
  ///
  /// - Returns: The caller who gets it, or the worker itself when it is to be stopped.
  mutating func giveBack(_ worker: ConnectionWorker) -> (
    next: CheckedContinuation<Lease, Never>?, stops: Bool
  ) {
    if isShutDown { return (nil, true) }
    guard !waiters.isEmpty else {
      idle.append(worker)
      return (nil, false)
    }
    return (waiters.removeFirst().continuation, false)
  }

  /// Begins the end.
  ///
  /// - Returns: The connections to stop, and the callers to refuse.
  mutating func shutDown() -> (
    idle: [ConnectionWorker], waiters: [CheckedContinuation<Lease, Never>]
  ) {
    isShutDown = true
    defer {
      idle = []
      waiters = []
    }
    return (idle, waiters.map(\.continuation))
  }

  /// Notes the end of a thread, or that it could not start.
  ///
  /// - Returns: Those who wait for the end of all.
  mutating func removeWorker() -> [CheckedContinuation<Void, Never>] {
    workerCount -= 1
    return takeStopContinuations()
  }

  mutating func waitForStop(_ continuation: CheckedContinuation<Void, Never>)
    -> [CheckedContinuation<Void, Never>]
  {
    stopContinuations.append(continuation)
    return takeStopContinuations()
  }

  /// What a caller is told; the advice is half the longest wait, so that a burst spreads.
  func refusal(_ reason: PostgresError.UnavailableReason) -> PostgresError {
    .unavailable(retryAfter: limits.leaseTimeout / 2, reason: reason)
  }

  private mutating func takeStopContinuations() -> [CheckedContinuation<Void, Never>] {
    guard workerCount == 0 else { return [] }
    defer { stopContinuations = [] }
    return stopContinuations
  }
}

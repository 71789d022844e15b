internal import Logging
internal import Synchronization

/// Lends connections to tasks.
final class PoolCore: Sendable {
  private let settings: ConnectionSettings
  private let leaseTimeout: Duration
  private let logger: Logger
  private let state: Mutex<PoolState>

  init(url: DatabaseURL, limits: PostgresLimits, logger: Logger) {
    settings = ConnectionSettings(url: url, limits: limits)
    leaseTimeout = limits.leaseTimeout
    self.logger = logger
    state = Mutex(PoolState(limits: limits))
  }

  /// Waits for a connection.
  func lease() async throws(PostgresError) -> ConnectionWorker {
    guard !Task.isCancelled else { throw .cancelled }
    switch state.withLock({ $0.request() }) {
    case .lease(let worker): return worker
    case .start: return try startWorker()
    case .refuse(let error): throw error
    case .wait:
      switch await wait() {
      case .leased(let worker): return worker
      case .refused(let error): throw error
      }
    }
  }

  /// Takes a connection back that has no transaction.
  func giveBack(_ worker: ConnectionWorker) {
    let (next, stops) = state.withLock { $0.giveBack(worker) }
    next?.resume(returning: .leased(worker))
    if stops { worker.mailbox.post(.stop) }
  }

  /// Takes a connection back whose transaction may be open; nobody waits for the rollback.
  func recycle(_ worker: ConnectionWorker) {
    worker.mailbox.post(.recycle { self.giveBack(worker) })
  }

  /// Stops the threads as soon as their connections are free.
  func beginShutdown() {
    let (idle, waiters, refusal) = state.withLock { state in
      let (idle, waiters) = state.shutDown()
      return (idle, waiters, state.refusal(.shutDown))
    }
    for worker in idle { worker.mailbox.post(.stop) }
    for waiter in waiters { waiter.resume(returning: .refused(refusal)) }
  }

  /// Waits for the end of all threads.
  func waitForStop() async {
    await withCheckedContinuation { continuation in
      let ready = state.withLock { $0.waitForStop(continuation) }
      for continuation in ready { continuation.resume() }
    }
  }

  private func startWorker() throws(PostgresError) -> ConnectionWorker {
    let worker = ConnectionWorker(settings: settings, logger: logger) { self.removeWorker() }
    guard let worker else {
      logger.error("the system has no thread or file descriptor left for a connection")
      removeWorker()
      throw state.withLock { $0.refusal(.cannotConnect) }
    }
    return worker
  }

  private func removeWorker() {
    let ready = state.withLock { $0.removeWorker() }
    for continuation in ready { continuation.resume() }
  }

  /// Waits in the queue for at most the lease timeout.
  private func wait() async -> PoolState.Lease {
    let id = state.withLock { $0.makeWaiterID() }
    return await withTaskGroup(of: Void.self) { group in
      group.addTask {
        // Cancelled when the connection came, or when the caller was cancelled.
        guard (try? await Task.sleep(for: self.leaseTimeout)) != nil else { return }
        self.refuse(id, with: self.state.withLock { $0.refusal(.leaseTimeout) })
      }
      let lease = await withTaskCancellationHandler {
        await withCheckedContinuation { continuation in
          self.enqueue(continuation, id: id)
        }
      } onCancel: {
        self.refuse(id, with: .cancelled)
      }
      group.cancelAll()
      return lease
    }
  }

  private func enqueue(
    _ continuation: CheckedContinuation<PoolState.Lease, Never>, id: UInt64
  ) {
    // Between the first look and now a connection may have become free.
    let decision = state.withLock { state in
      let decision = state.request()
      if case .wait = decision { state.enqueue(continuation, id: id) }
      return decision
    }
    switch decision {
    case .lease(let worker): continuation.resume(returning: .leased(worker))
    case .refuse(let error): continuation.resume(returning: .refused(error))
    case .start:
      do throws(PostgresError) {
        continuation.resume(returning: .leased(try startWorker()))
      } catch {
        continuation.resume(returning: .refused(error))
      }
    case .wait:
      // A cancellation before the entry was made has found nothing to refuse.
      if Task.isCancelled { refuse(id, with: .cancelled) }
    }
  }

  private func refuse(_ id: UInt64, with error: PostgresError) {
    state.withLock { $0.removeWaiter(id) }?.resume(returning: .refused(error))
  }
}

internal import Logging
internal import Synchronization

/// Lends connections to tasks; each connection has a thread.
final class PoolCore: Sendable {
  private let settings: ConnectionSettings
  private let leaseTimeout: Duration
  private let logger: Logger
  private let clock = ContinuousClock()
  private let state: Mutex<PoolState>

  init(url: DatabaseURL, limits: PostgresLimits, logger: Logger) {
    settings = ConnectionSettings(url: url, limits: limits)
    leaseTimeout = limits.leaseTimeout
    self.logger = logger
    state = Mutex(PoolState(limits: limits))
  }

  /// Waits for a connection.
  func lease() async throws(PostgresError) -> ConnectionMailbox {
    guard !Task.isCancelled else { throw .cancelled }
    if let connection = state.withLock({ $0.takeIdle() }) { return connection }
    switch await wait() {
    case .leased(let connection): return connection
    case .refused(let error): throw error
    }
  }

  /// Takes a connection back that has no transaction.
  func giveBack(_ connection: ConnectionMailbox) {
    let (next, stops) = state.withLock { $0.giveBack(connection) }
    next?.resume(returning: .leased(connection))
    if stops { connection.post(.stop) }
  }

  /// Takes a connection back whose transaction may be open; nobody waits for the rollback.
  func recycle(_ connection: ConnectionMailbox) {
    connection.post(.recycle { self.giveBack(connection) })
  }

  /// Stops the threads as soon as their connections are free.
  func beginShutdown() {
    let (unused, waiters, refusal) = state.withLock { state in
      let (unused, waiters) = state.shutDown()
      return (unused, waiters, state.refusal(.shutDown))
    }
    for connection in unused { connection.post(.stop) }
    for waiter in waiters { waiter.resume(returning: .refused(refusal)) }
  }

  /// Waits for the end of all threads.
  func waitForStop() async {
    await withCheckedContinuation { continuation in
      let stopped = state.withLock { $0.waitForStop(continuation) }
      for continuation in stopped { continuation.resume() }
    }
  }

  /// Starts a thread that connects, serves, and ends with its connection.
  private func startConnection() {
    guard let signal = WakeSignal() else { return noteFailure(nil, "no file descriptor left") }
    let mailbox = ConnectionMailbox(signal: signal)
    guard state.withLock({ $0.noteConnecting(mailbox) }) else {
      return noteFailure(mailbox, nil)
    }
    let isStarted = ConnectionThread.start { [self] in
      let driver = ConnectionDriver(settings: settings, mailbox: mailbox, logger: logger)
      do throws(ConnectFailure) {
        var connection = try driver.connect()
        state.withLock { $0.noteOpen(mailbox) }
        giveBack(mailbox)
        driver.serve(&connection)
      } catch {
        return noteFailure(mailbox, error.reason)
      }
      mailbox.close()
      end(state.withLock { $0.noteEnd(mailbox, now: clock.now) })
    }
    if !isStarted { noteFailure(mailbox, "no thread left") }
  }

  private func noteFailure(_ mailbox: ConnectionMailbox?, _ reason: String?) {
    if let reason {
      logger.warning("cannot connect to the database", metadata: ["reason": "\(reason)"])
    }
    end(
      state.withLock {
        $0.noteFailure(mailbox, now: clock.now, random: .random(in: 0..<1))
      })
  }

  private func end(_ ending: PoolState.Ending) {
    if ending.startsConnection { startConnection() }
    if !ending.refused.isEmpty {
      let refusal = state.withLock { $0.cannotConnect(now: clock.now) }
      for waiter in ending.refused { waiter.resume(returning: .refused(refusal)) }
    }
    for continuation in ending.stopped { continuation.resume() }
  }

  /// Waits in the queue for at most the lease timeout.
  private func wait() async -> PoolState.Lease {
    let id = state.withLock { $0.makeWaiterID() }
    return await withTaskGroup(of: Void.self) { group in
      group.addTask {
        // Cancelled when the connection came, or when the caller was cancelled.
        guard (try? await Task.sleep(for: self.leaseTimeout)) != nil else { return }
        self.refuse(id, with: self.state.withLock { $0.leaseRefusal(now: self.clock.now) })
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
    switch state.withLock({ $0.enqueue(continuation, id: id, now: clock.now) }) {
    case .answer(let lease): continuation.resume(returning: lease)
    case .wait(let startsConnection):
      if startsConnection { startConnection() }
      // A cancellation before the entry was made has found nothing to refuse.
      if Task.isCancelled { refuse(id, with: .cancelled) }
    }
  }

  private func refuse(_ id: UInt64, with error: PostgresError) {
    state.withLock { $0.removeWaiter(id) }?.resume(returning: .refused(error))
  }
}

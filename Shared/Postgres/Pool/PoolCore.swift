internal import CoreMetrics
internal import Kernel
internal import Logging
internal import Synchronization

/// Lends connections to tasks; each connection has a thread.
final class PoolCore: Sendable {
  private let settings: ConnectionSettings
  private let leaseTimeout: Duration
  private let logger: Logger
  private let state: Mutex<PoolState>
  private let meters: PoolMeters?

  init(
    url: DatabaseURL, limits: PostgresLimits, name: String, logger: Logger,
    metrics: any MetricsFactory
  ) {
    settings = ConnectionSettings(url: url, limits: limits, logger: logger, metrics: metrics)
    meters = PoolMeters(
      pool: "\(name).leases", connectionsMax: limits.connectionsMax, factory: metrics)
    leaseTimeout = limits.leaseTimeout
    self.logger = logger
    state = Mutex(PoolState(limits: limits))
  }

  /// Waits for a connection.
  func lease() async throws(PostgresError) -> ConnectionMailbox {
    guard !Task.isCancelled else { throw .cancelled }
    let idle = state.withLock { $0.takeIdle() }
    noteCounts()
    if let idle { return idle }
    let start = MonotonicTime.now
    let lease = await wait()
    meters?.noteWait(start.duration(to: MonotonicTime.now))
    switch lease {
    case .leased(let connection): return connection
    case .refused(let error):
      if case .unavailable = error { meters?.noteRefusals(1) }
      throw error
    }
  }

  /// Under the lock, so that the newest counts are the last.
  private func noteCounts() {
    if let meters { state.withLock { meters.note($0.counts) } }
  }

  /// Takes a connection back that has no transaction.
  func giveBack(_ connection: ConnectionMailbox) {
    perform(state.withLock { $0.giveBack(connection) })
  }

  /// Takes a connection back whose transaction may be open; nobody waits for the rollback.
  func recycle(_ connection: ConnectionMailbox) {
    connection.post(.recycle { self.giveBack(connection) })
  }

  /// Stops the threads as soon as their connections are free.
  func beginShutdown() { perform(state.withLock { $0.shutDown() }) }

  /// Waits for the end of all threads.
  func waitForEnd() async {
    await withCheckedContinuation { continuation in
      perform(state.withLock { $0.waitForEnd(continuation) })
    }
  }

  private func perform(_ step: PoolState.Step) {
    noteCounts()
    for (caller, lease) in step.answers { caller.resume(returning: lease) }
    for connection in step.stops { connection.post(.stop) }
    for connection in step.wakes { connection.wake() }
    for _ in 0..<step.startCount { startThread() }
    for continuation in step.ended { continuation.resume() }
  }

  private func startThread() {
    let isStarted =
      WakeSignal().map { signal in
        ConnectionThread.start { self.run(ConnectionMailbox(signal: signal)) }
      } ?? false
    guard !isStarted else { return }
    logger.error("the system has no thread or file descriptor left for a connection")
    perform(state.withLock { $0.endAttempt(nil, now: MonotonicTime.now) })
  }

  /// Connects, serves, and ends with the connection; what a thread does.
  private func run(_ mailbox: ConnectionMailbox) {
    let driver = ConnectionDriver(settings: settings, mailbox: mailbox, logger: logger)
    state.withLock { $0.noteThread(mailbox) }
    var isRetry = false
    while true {
      switch state.withLock({ $0.nextAttempt(isRetry: isRetry, now: MonotonicTime.now) }) {
      case .giveUp:
        return perform(state.withLock { $0.endAttempt(mailbox, now: MonotonicTime.now) })
      case .pause(let duration):
        driver.pause(duration)
        isRetry = true
      case .connect:
        do throws(ConnectFailure) {
          let connection = try driver.connect()
          perform(state.withLock { $0.noteOpen(mailbox) })
          let last = driver.serve(connection)
          let unserved = mailbox.close()
          perform(state.withLock { $0.noteEnd(mailbox) })
          last?.give()
          for command in unserved { ConnectionMailbox.refuse(command) }
          return
        } catch {
          guard let reason = error.reason else { continue }
          logger.warning("cannot connect to the database", metadata: ["reason": "\(reason)"])
          let step = state.withLock {
            $0.noteFailure(mailbox, now: MonotonicTime.now, random: .random(in: 0..<1))
          }
          if let step { return perform(step) }
        }
      }
    }
  }

  /// Waits in the queue for at most the lease timeout.
  private func wait() async -> PoolState.Lease {
    let id = state.withLock { $0.makeWaiterID() }
    return await TimedWait.value(atMost: leaseTimeout) { caller in
      perform(state.withLock { $0.enqueue(caller, id: id, now: MonotonicTime.now) })
    } leave: { end in
      switch end {
      case .cancellation: self.refuse(id, with: .cancelled)
      case .timeout:
        self.refuse(id, with: self.state.withLock { $0.leaseRefusal(now: MonotonicTime.now) })
      }
    }
  }

  private func refuse(_ id: UInt64, with error: PostgresError) {
    state.withLock { $0.removeWaiter(id) }?.resume(returning: .refused(error))
  }
}

internal import CoreMetrics
internal import Kernel
internal import Logging
internal import Synchronization

/// A few connections that single statements share.
///
/// Each connection, a lane, has a thread. It takes what has come meanwhile, sends it in one go with
/// one sync behind it, and answers when the sync has come back: then everything is committed. So a
/// hundred callers cost a few round trips and commits.
///
/// When the server refuses one of the statements, none is done; then each is sent alone, and each
/// caller gets exactly its own answer. When the connection is lost, what is safe to repeat is sent
/// once more, and other callers get ``PostgresError/outcomeUnknown(statement:)``.
final class SharedLanes: Sendable {
  private let connector: Connector
  private let leaseTimeout: Duration
  let logger: Logger
  let queue: Mutex<LaneQueue>
  private let meters: PoolMeters?

  init(
    url: DatabaseURL, limits: PostgresLimits, name: String, logger: Logger,
    metrics: any MetricsFactory
  ) {
    connector = Connector(
      settings: ConnectionSettings(url: url, limits: limits, logger: logger, metrics: metrics))
    meters = PoolMeters(
      pool: "\(name).lanes", connectionsMax: limits.lanesMax, factory: metrics)
    leaseTimeout = limits.leaseTimeout
    self.logger = logger
    queue = Mutex(LaneQueue(limits: limits))
  }

  /// Has a statement run in a transaction of its own.
  ///
  /// The reply of the submission tells what came of it.
  @discardableResult
  func submit(
    _ statement: BoundStatement, key: ConflictKey? = nil, in scope: TransactionScope
  ) -> Submission {
    let now = MonotonicTime.now
    let submission = Submission(statement: statement, scope: scope, deadline: now + leaseTimeout)
    let step = queue.withLock { $0.add(submission, key: key, now: now) }
    perform(step)
    return submission
  }

  /// Refuses what waits and what comes; what was sent is answered.
  func beginShutdown() { perform(queue.withLock { $0.shutDown() }) }

  /// Waits for the end of all threads.
  func waitForEnd() async {
    await withCheckedContinuation { continuation in
      perform(queue.withLock { $0.waitForEnd(continuation) })
    }
  }

  func perform(_ step: LaneQueue.Step) {
    if let meters, !step.refusals.isEmpty { meters.noteRefusals(step.refusals.count) }
    for (submission, error) in step.refusals { submission.reply.finish(.failure(error)) }
    for signal in step.wakes { signal.raise() }
    if let index = step.start { startThread(index) }
    for continuation in step.ended { continuation.resume() }
  }

  /// Under the lock, so that the newest counts are the last.
  func noteCounts() {
    if let meters { queue.withLock { meters.note($0.counts) } }
  }

  /// Notes a batch that a lane takes.
  func note(_ batch: [Submission]) {
    guard let meters, let first = batch.first else { return }
    noteCounts()
    meters.noteWait((first.deadline - leaseTimeout).duration(to: MonotonicTime.now))
  }

  private func startThread(_ index: Int) {
    if let signal = WakeSignal() {
      queue.withLock { $0.noteStart(index, signal) }
      if ConnectionThread.start({ self.run(index, signal) }) { return }
    }
    logger.error("the system has no thread or file descriptor left for a connection")
    perform(queue.withLock { $0.noteAbsent(index, now: MonotonicTime.now) })
  }

  /// Connects when there is something to send; what a thread does.
  private func run(_ index: Int, _ signal: WakeSignal) {
    while true {
      let (need, step) = queue.withLock { $0.need(index, now: MonotonicTime.now) }
      perform(step)
      switch need {
      case .stop: return perform(queue.withLock { $0.noteEnd(index) })
      case .wait: signal.wait(nil)
      case .pause(let duration): signal.wait(min(duration, .milliseconds(100)))
      case .connect: connectAndServe(index, signal)
      }
      perform(queue.withLock { $0.expire(now: MonotonicTime.now) })
    }
  }

  private func connectAndServe(_ index: Int, _ signal: WakeSignal) {
    do throws(ConnectFailure) {
      let connection = try connector.connect(signal: signal) {
        perform(queue.withLock { $0.expire(now: MonotonicTime.now) })
        return queue.withLock { $0.isShutDown }
      }
      queue.withLock { $0.noteOpen(index) }
      serve(connection, lane: index)
      perform(queue.withLock { $0.noteLost(index) })
      noteCounts()
    } catch {
      guard let reason = error.reason else { return }
      logger.warning("cannot connect to the database", metadata: ["reason": "\(reason)"])
      let random = Double.random(in: 0..<1)
      perform(queue.withLock { $0.noteFailure(index, now: MonotonicTime.now, random: random) })
    }
  }
}

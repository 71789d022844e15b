internal import Kernel
internal import Logging
internal import Synchronization

/// Wakes tasks when some connection announces something with NOTIFY.
///
/// It has a connection of its own, made when somebody waits first, and a thread for it. While the
/// connection is lost nothing is heard: who waits looks for themselves now and then.
final class NotificationListener: Sendable {
  fileprivate struct State {
    var signal: WakeSignal?
    var isStarted = false
    var isShutDown = false
    var hasEnded = false
    var endContinuations: [CheckedContinuation<Void, Never>] = []
  }

  private let channel: String
  private let connector: Connector
  private let logger: Logger
  private let wakeUps = WakeUps()
  private let state = Mutex(State())

  /// Makes a listener; the channel is a name that needs no quotes.
  init(channel: String, settings: ConnectionSettings, logger: Logger) {
    self.channel = channel
    connector = Connector(settings: settings)
    self.logger = logger
  }

  /// How often something was announced so far.
  var count: UInt64 { wakeUps.count }

  /// Waits for an announcement after the first `count`, for at most so long.
  func wait(since count: UInt64, atMost limit: Duration) async {
    startThread()
    await wakeUps.wait(since: count, atMost: limit)
  }

  func beginShutdown() {
    let (signal, ended) = state.withLock { state in
      state.isShutDown = true
      if !state.isStarted { state.hasEnded = true }
      return (state.signal, state.takeEnded())
    }
    signal?.raise()
    for continuation in ended { continuation.resume() }
    wakeUps.raise()
  }

  /// Waits for the end of the thread.
  func waitForEnd() async {
    await withCheckedContinuation { continuation in
      let ended = state.withLock { state in
        state.endContinuations.append(continuation)
        return state.takeEnded()
      }
      for continuation in ended { continuation.resume() }
    }
  }

  private func startThread() {
    let isFirst = state.withLock { state in
      guard !state.isStarted, !state.isShutDown else { return false }
      state.isStarted = true
      return true
    }
    guard isFirst else { return }
    if let signal = WakeSignal() {
      state.withLock { $0.signal = signal }
      if ConnectionThread.start({ self.run(signal) }) { return }
    }
    logger.error("the system has no thread or file descriptor left for a connection")
    noteAbsent()
  }

  /// Notes that no thread could be started; the next one who waits tries again.
  private func noteAbsent() {
    let ended = state.withLock { state in
      state.isStarted = false
      state.hasEnded = state.isShutDown
      return state.takeEnded()
    }
    for continuation in ended { continuation.resume() }
  }

  private var isShutDown: Bool { state.withLock { $0.isShutDown } }

  /// How long a connection lasts that is worth another one at once.
  private static var lastingTime: Duration { .seconds(10) }

  /// What the thread does.
  private func run(_ signal: WakeSignal) {
    var backoff = ReconnectBackoff()
    while !isShutDown {
      if let pause = backoff.remaining(now: MonotonicTime.now) {
        signal.wait(pause)
        continue
      }
      do throws(ConnectFailure) {
        let connection = try connector.connect(signal: signal) { isShutDown }
        let start = MonotonicTime.now
        listen(on: connection)
        if MonotonicTime.now >= start + Self.lastingTime { backoff.succeed() }
      } catch {
        guard let reason = error.reason else { break }
        logger.warning("cannot listen to the database", metadata: ["reason": "\(reason)"])
      }
      // Also after a connection that worked.
      backoff.fail(now: MonotonicTime.now, random: .random(in: 0..<1))
    }
    noteEnd()
  }

  /// Listens until the connection is lost or the listener is to end.
  private func listen(on opened: consuming OpenConnection) {
    var connection = opened
    let listen = BoundStatement.unprepared("Listen", "LISTEN \(channel)")
    guard case .rows = connection.perform([listen], demand: { isShutDown ? .none : .all }) else {
      return logger.warning("the database does not let this service listen")
    }
    // Nobody knows what was announced before.
    wakeUps.raise()
    while !isShutDown, connection.waitForSignal() {
      if connection.takeNotifications() { wakeUps.raise() }
    }
  }

  private func noteEnd() {
    let ended = state.withLock { state in
      state.hasEnded = true
      return state.takeEnded()
    }
    for continuation in ended { continuation.resume() }
  }
}

extension NotificationListener.State {
  fileprivate mutating func takeEnded() -> [CheckedContinuation<Void, Never>] {
    guard hasEnded else { return [] }
    defer { endContinuations = [] }
    return endContinuations
  }
}

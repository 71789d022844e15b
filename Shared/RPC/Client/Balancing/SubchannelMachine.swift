/// One address and the state of the connection to it, without IO and clocks.
///
/// IDLE until somebody asks for a connection; after a failure TRANSIENT_FAILURE until the pause is
/// over, and then IDLE again; IDLE also when a connection is lost.
struct SubchannelMachine {
  enum Action: Hashable {
    /// Open a connection; the attempt fails if no settings have come by `deadline`.
    case open(deadline: MonotonicInstant)
    /// Close what is open, after its calls have ended.
    case close
    /// Tell the balancer.
    case report(ConnectivityState, failure: String?)
  }

  private(set) var state = ConnectivityState.idle
  /// When ``wakeUp(now:)`` is due; `nil` for no time.
  private(set) var wakeUpAt: MonotonicInstant?
  private var backoff: ConnectionBackoff
  private var retryAt: MonotonicInstant?
  private let connectTimeout: Duration

  init(backoff: ConnectionBackoff, connectTimeout: Duration) {
    self.backoff = backoff
    self.connectTimeout = connectTimeout
  }

  /// The balancer wants a connection.
  mutating func connect(
    now: MonotonicInstant, using generator: inout some RandomNumberGenerator
  ) -> [Action] {
    guard state == .idle else { return [] }
    state = .connecting
    let pause = backoff.pause(using: &generator)
    retryAt = now + pause
    return [
      .report(.connecting, failure: nil), .open(deadline: now + max(pause, connectTimeout)),
    ]
  }

  /// The settings of the server have arrived.
  mutating func connected() -> [Action] {
    guard state == .connecting else { return [] }
    state = .ready
    backoff.reset()
    return [.report(.ready, failure: nil)]
  }

  /// The connection could not be made, or a made one takes no new calls any more.
  mutating func disconnected(_ failure: String, now: MonotonicInstant) -> [Action] {
    switch state {
    case .ready:
      state = .idle
      return [.report(.idle, failure: nil)]
    case .connecting:
      state = .transientFailure
      wakeUpAt = max(now, retryAt ?? now)
      return [.report(.transientFailure, failure: failure)]
    case .idle, .transientFailure, .shutdown: return []
    }
  }

  /// The pause after a failure may be over.
  mutating func wakeUp(now: MonotonicInstant) -> [Action] {
    guard state == .transientFailure, let due = wakeUpAt, due <= now else { return [] }
    wakeUpAt = nil
    state = .idle
    return [.report(.idle, failure: nil)]
  }

  /// Does away with the pause: there is reason to hope, for example a network is back.
  mutating func resetBackoff(now: MonotonicInstant) -> [Action] {
    backoff.reset()
    wakeUpAt = wakeUpAt.map { min($0, now) }
    return wakeUp(now: now)
  }

  mutating func shutDown() -> [Action] {
    let hasConnection = state == .connecting || state == .ready
    state = .shutdown
    wakeUpAt = nil
    return hasConnection ? [.close] : []
  }
}

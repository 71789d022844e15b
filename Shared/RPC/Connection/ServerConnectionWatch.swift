/// When a server's connection is to be pinged, drained or closed; without IO, and times are given.
struct ServerConnectionWatch {
  enum Step: Equatable {
    case ping
    /// Take no further calls, for this reason.
    case drain(String)
    /// Give the peer no more time, for this reason.
    case close(String)
  }

  /// What the watch has to know about the connection when it looks.
  struct Situation {
    var hasCalls = false
    /// The peer's settings have come.
    var isEstablished = false
    /// A header list has begun to arrive and is not complete.
    var isInsideHeaders = false
    /// The connection takes no further calls.
    var isDraining = false
  }

  private let handshakeTimeout: Duration
  private let slowReaderTimeout: Duration
  private let idleTimeout: Duration
  private let ageGrace: Duration?
  private let handshakeEnd: MonotonicInstant
  private let ageEnd: MonotonicInstant?
  private var graceEnd: MonotonicInstant?
  private var keepalive: Keepalive
  private var idleSince: MonotonicInstant?
  private var insideHeadersSince: MonotonicInstant?
  private var unwritableSince: MonotonicInstant?

  /// `jitter` is a random number from -1 to 1 and spreads the ends of connections of one age.
  init(limits: RPCServerConfiguration, now: MonotonicInstant, jitter: Double) {
    handshakeTimeout = limits.handshakeTimeout
    slowReaderTimeout = limits.slowReaderTimeout
    idleTimeout = limits.idleTimeout
    ageGrace = limits.connectionAgeGrace
    handshakeEnd = now + limits.handshakeTimeout
    ageEnd = limits.connectionAgeMax.map { now + $0 * (1 + 0.1 * jitter) }
    keepalive = Keepalive(
      time: limits.keepaliveTime, timeout: limits.keepaliveTimeout, worksWithoutCalls: true,
      now: now)
    idleSince = now
  }

  mutating func received(now: MonotonicInstant, isInsideHeaders: Bool) {
    keepalive.received(now: now)
    if !isInsideHeaders {
      insideHeadersSince = nil
    } else if insideHeadersSince == nil {
      insideHeadersSince = now
    }
  }

  mutating func callStarted() { idleSince = nil }
  mutating func lastCallEnded(now: MonotonicInstant) { idleSince = now }

  /// The socket takes no more bytes, or takes them again.
  mutating func setWritable(_ isWritable: Bool, now: MonotonicInstant) {
    unwritableSince = isWritable ? nil : unwritableSince ?? now
  }

  /// Calls have so much time left; none, if the connection's age has no grace.
  mutating func draining(becauseOfAge: Bool, now: MonotonicInstant) {
    guard becauseOfAge, let ageGrace else { return }
    graceEnd = now + ageGrace
  }

  /// What is due.
  mutating func check(
    _ situation: Situation, now: MonotonicInstant
  ) -> (steps: [Step], next: MonotonicInstant?) {
    var steps: [Step] = []
    var next: MonotonicInstant?
    func isDue(_ time: MonotonicInstant?) -> Bool {
      guard let time else { return false }
      if time <= now { return true }
      next = next.map { min($0, time) } ?? time
      return false
    }
    if !situation.isEstablished && isDue(handshakeEnd) { steps.append(.close("handshake")) }
    // A list that was refused has no end to wait for.
    if situation.isInsideHeaders, isDue(insideHeadersSince.map { $0 + handshakeTimeout }) {
      steps.append(.close("slow_headers"))
    }
    if isDue(unwritableSince.map { $0 + slowReaderTimeout }) {
      steps.append(.close("slow_reader"))
    }
    if isDue(graceEnd) { steps.append(.close("max_age_grace")) }
    if !situation.isDraining {
      if isDue(ageEnd) {
        steps.append(.drain("max_age"))
      } else if !situation.hasCalls, isDue(idleSince.map { $0 + idleTimeout }) {
        steps.append(.drain("max_idle"))
      }
    }
    switch keepalive.check(now: now, hasCalls: situation.hasCalls) {
    case .ping:
      steps.append(.ping)
      _ = isDue(now + keepalive.timeout)
    case .dead: steps.append(.close("keepalive"))
    case .wait(let time): _ = isDue(time)
    case .sleep: break
    }
    return (steps, next)
  }
}

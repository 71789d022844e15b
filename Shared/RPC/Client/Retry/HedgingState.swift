/// Which copies of a call are under way, and when the next one starts (gRPC proposal A6).
///
/// Attempts have the numbers 0, 1, … in the order of their first start.
struct HedgingState {
  enum Action: Hashable {
    /// Send the request; `previousAttempts` goes into `grpc-previous-rpc-attempts` if it is not 0.
    case start(attempt: Int, previousAttempts: Int)
    /// Send the request of an attempt again that the service has not seen.
    case restart(attempt: Int, previousAttempts: Int)
    case cancel(attempt: Int)
    /// The response of this attempt is the response of the call; nothing else is under way.
    case commit(attempt: Int)
  }

  private let policy: HedgingPolicy
  private var active: [Int] = []
  private var started = 0
  private var attemptsMax: Int
  private var isReplayable = true
  private var lastFailed: Int?
  private var hasRestartedRefusal = false
  private var isCommitted = false
  /// When ``wakeUp(now:throttle:)`` is due; `nil` for no time.
  private(set) var wakeUpAt: MonotonicInstant?

  init(policy: HedgingPolicy) {
    self.policy = policy
    attemptsMax = policy.maxAttempts
  }

  /// Whether a replay may still be needed.
  var keepsRequest: Bool { !isCommitted && isReplayable }

  private var startsMore: Bool { started < attemptsMax }

  /// Starts the first attempt, which no throttle holds back, and the others that are due.
  mutating func start(now: MonotonicInstant, throttle: RetryThrottle?) -> [Action] {
    var actions = [startNext(now: now)]
    if policy.hedgingDelay == .zero { actions += wakeUp(now: now, throttle: throttle) }
    return actions
  }

  /// Starts the attempts that are due.
  mutating func wakeUp(now: MonotonicInstant, throttle: RetryThrottle?) -> [Action] {
    var actions: [Action] = []
    while let due = wakeUpAt, due <= now {
      guard throttle?.allowsAttempts ?? true else {
        stopStarting()
        if active.isEmpty, let lastFailed { actions += commit(to: lastFailed) }
        break
      }
      actions.append(startNext(now: now))
    }
    return actions
  }

  /// The request does not fit in the buffer: what is under way has to do, or one more attempt if
  /// there is nothing.
  mutating func overflow() {
    isReplayable = false
    if active.isEmpty {
      attemptsMax = min(attemptsMax, started + 1)
    } else {
      stopStarting()
    }
  }

  /// Response headers have arrived.
  mutating func receiveHeaders(of attempt: Int) -> [Action] {
    guard !isCommitted, active.contains(attempt) else { return [] }
    return commit(to: attempt)
  }

  /// Judges an attempt that has ended, and tells the throttle about it.
  mutating func end(
    _ attempt: Int, with outcome: AttemptOutcome, now: MonotonicInstant,
    throttle: inout RetryThrottle?
  ) -> [Action] {
    guard active.contains(attempt) else { return [] }
    var pushback = RetryPushback.none
    switch outcome {
    case .neverLeft where keepsRequest:
      return [.restart(attempt: attempt, previousAttempts: attempt)]
    case .refused where keepsRequest && !hasRestartedRefusal:
      hasRestartedRefusal = true
      return [.restart(attempt: attempt, previousAttempts: attempt)]
    case .neverLeft, .refused: break
    case .ended(let code, let answer):
      pushback = answer
      if code == .ok {
        throttle?.recordSuccess()
        return isCommitted ? [] : commit(to: attempt)
      }
    }
    let isNonFatal = policy.nonFatalStatusCodes.contains(outcome.code)
    if isNonFatal || pushback == .stop { throttle?.recordFailure() }
    guard !isCommitted else { return [] }
    guard isNonFatal else { return commit(to: attempt) }
    switch pushback {
    case .stop: stopStarting()
    case .wait(let pause) where startsMore: wakeUpAt = now + pause
    case .none where startsMore: wakeUpAt = now
    case .wait, .none: break
    }
    let next = wakeUp(now: now, throttle: throttle)
    if next.isEmpty && wakeUpAt == nil && active == [attempt] { return commit(to: attempt) }
    active.removeAll { $0 == attempt }
    lastFailed = attempt
    return next
  }

  private mutating func startNext(now: MonotonicInstant) -> Action {
    let attempt = started
    started += 1
    active.append(attempt)
    wakeUpAt = startsMore ? now + policy.hedgingDelay : nil
    return .start(attempt: attempt, previousAttempts: attempt)
  }

  private mutating func stopStarting() {
    attemptsMax = started
    wakeUpAt = nil
  }

  private mutating func commit(to attempt: Int) -> [Action] {
    let others = active.filter { $0 != attempt }
    active = [attempt]
    isCommitted = true
    stopStarting()
    return others.map { .cancel(attempt: $0) } + [.commit(attempt: attempt)]
  }
}

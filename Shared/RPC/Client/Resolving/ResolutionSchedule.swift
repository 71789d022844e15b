/// When a name is looked up again, without clocks.
///
/// Answers last until a balancer doubts them, and at least 30 s; failures are followed by another
/// attempt after a pause that grows like that between connections.
struct ResolutionSchedule {
  /// Between the end of a look-up that has succeeded and the start of the next.
  static let defaultInterval = Duration.seconds(30)

  /// When ``wakeUp(now:)`` is due; `nil` for no time.
  private(set) var wakeUpAt: MonotonicInstant?
  private let interval: Duration
  private var backoff: ConnectionBackoff
  private var lastSuccess: MonotonicInstant?
  private var isResolving = false
  private var isWantedAgain = false

  init(
    interval: Duration = ResolutionSchedule.defaultInterval,
    backoff: ConnectionBackoff = ConnectionBackoff()
  ) {
    self.interval = interval
    self.backoff = backoff
  }

  /// Forgets what was asked and answered.
  mutating func restart() {
    wakeUpAt = nil
    lastSuccess = nil
    isResolving = false
    isWantedAgain = false
    backoff.reset()
  }

  /// Somebody needs an answer, for the first time or once more.
  mutating func request(now: MonotonicInstant) {
    if isResolving {
      isWantedAgain = true
    } else if wakeUpAt == nil {
      wakeUpAt = max(now, lastSuccess.map { $0 + interval } ?? now)
    }
  }

  /// - Returns: Whether a look-up starts now.
  mutating func wakeUp(now: MonotonicInstant) -> Bool {
    guard let due = wakeUpAt, due <= now else { return false }
    wakeUpAt = nil
    isResolving = true
    return true
  }

  mutating func succeed(now: MonotonicInstant) {
    isResolving = false
    lastSuccess = now
    backoff.reset()
    if isWantedAgain { wakeUpAt = now + interval }
    isWantedAgain = false
  }

  mutating func fail(
    now: MonotonicInstant, using generator: inout some RandomNumberGenerator
  ) {
    isResolving = false
    isWantedAgain = false
    wakeUpAt = now + backoff.pause(using: &generator)
  }
}

/// Whether a call is made once more, and when (gRPC proposal A6).
struct RetryState {
  enum Decision: Hashable {
    /// Make another attempt after a pause, on whatever connection is then picked.
    case retry(after: Duration)
    /// The outcome of the last attempt is the outcome of the call.
    case giveUp
  }

  /// `nil` for methods without retries; transparent ones are made for them too.
  private let policy: RetryPolicy?
  /// Attempts that the service may have seen before the current one
  /// (`grpc-previous-rpc-attempts`, sent when it is not 0).
  private(set) var previousAttempts = 0
  /// Pauses made since the start or the last pushback.
  private var backoffs = 0
  private var isCommitted = false
  private var hasRetriedRefusal = false

  init(policy: RetryPolicy?) { self.policy = policy }

  /// The call can only be what the current attempt becomes: response headers have arrived, or the
  /// request does not fit in the buffer.
  mutating func commit() { isCommitted = true }

  /// Whether a replay may still be needed.
  var keepsRequest: Bool { !isCommitted }

  /// Judges an attempt that has ended, and tells the throttle about it.
  mutating func decide(
    after outcome: AttemptOutcome, throttle: inout RetryThrottle?,
    using generator: inout some RandomNumberGenerator
  ) -> Decision {
    switch outcome {
    case .neverLeft where !isCommitted:
      return .retry(after: .zero)
    case .refused where !isCommitted && !hasRetriedRefusal:
      hasRetriedRefusal = true
      return .retry(after: .zero)
    case .neverLeft: return .giveUp
    case .refused(let code):
      return decide(code, .none, throttle: &throttle, using: &generator)
    case .ended(let code, let pushback):
      return decide(code, pushback, throttle: &throttle, using: &generator)
    }
  }

  private mutating func decide(
    _ code: RPCCode, _ pushback: RetryPushback, throttle: inout RetryThrottle?,
    using generator: inout some RandomNumberGenerator
  ) -> Decision {
    if code == .ok {
      throttle?.recordSuccess()
      return .giveUp
    }
    let isRetryable = policy?.retryableStatusCodes.contains(code) ?? false
    if isRetryable || pushback == .stop { throttle?.recordFailure() }
    guard let policy, isRetryable, !isCommitted, pushback != .stop,
      throttle?.allowsAttempts ?? true, previousAttempts + 1 < policy.maxAttempts
    else { return .giveUp }
    previousAttempts += 1
    if case .wait(let pause) = pushback {
      backoffs = 0
      return .retry(after: pause)
    }
    backoffs += 1
    return .retry(after: policy.backoff(backoffs, using: &generator))
  }
}

extension RetryPolicy {
  /// The pause before the `number`-th retry, from 1: `min(initial * multiplier^(number - 1), max)`,
  /// times 0.8 to 1.2.
  func backoff(_ number: Int, using generator: inout some RandomNumberGenerator) -> Duration {
    var factor = 1.0
    for _ in 1..<number { factor *= backoffMultiplier }
    // In seconds, so that no factor is too large.
    let pause = min(initialBackoff / .seconds(1) * factor, maxBackoff / .seconds(1))
    return .seconds(pause * Double.random(in: 0.8...1.2, using: &generator))
  }
}

/// Counts events against a number per second, with a burst.
///
/// A token bucket without a timer; times are given.
struct RateLimit {
  private let perSecond: Double
  private let burst: Double
  private var tokens: Double
  private var updated: MonotonicInstant

  /// `burst` is how many may come at once; `nil` means one second's worth.
  init(perSecond: Int, burst: Int? = nil, now: MonotonicInstant) {
    self.perSecond = Double(perSecond)
    self.burst = Double(burst ?? perSecond)
    tokens = self.burst
    updated = now
  }

  /// Takes so many events, or none.
  ///
  /// - Returns: Whether they were within the limit.
  mutating func take(_ count: Int, now: MonotonicInstant) -> Bool {
    guard count > 0 else { return true }
    let elapsed = updated.duration(to: now) / .seconds(1)
    tokens = min(burst, tokens + elapsed * perSecond)
    updated = now
    guard tokens >= Double(count) else { return false }
    tokens -= Double(count)
    return true
  }
}

/// Counts events against a number per second, with a burst of one second's worth.
///
/// A token bucket without a timer; times are given.
struct RateLimit {
  private let perSecond: Double
  private var tokens: Double
  private var updated: ContinuousClock.Instant

  init(perSecond: Int, now: ContinuousClock.Instant) {
    self.perSecond = Double(perSecond)
    tokens = Double(perSecond)
    updated = now
  }

  /// Takes so many events.
  ///
  /// - Returns: Whether they were within the limit.
  mutating func take(_ count: Int, now: ContinuousClock.Instant) -> Bool {
    guard count > 0 else { return true }
    let elapsed = updated.duration(to: now) / .seconds(1)
    tokens = min(perSecond, tokens + elapsed * perSecond) - Double(count)
    updated = now
    return tokens >= 0
  }
}

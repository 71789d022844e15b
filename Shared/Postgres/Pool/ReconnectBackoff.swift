package import Kernel

/// When a lost server is tried again.
///
/// After 0.1 s, doubled with each failure up to 1 s, the half of it by chance: a server that
/// returns is noticed within a second.
package struct ReconnectBackoff: Sendable {
  private var failureCount = 0
  private var nextAttempt: MonotonicTime?

  package init() {}

  /// How long no attempt should be made; `nil` when one may be made now.
  package func remaining(now: MonotonicTime) -> Duration? {
    guard let nextAttempt, now < nextAttempt else { return nil }
    return now.duration(to: nextAttempt)
  }

  /// Whether the last attempt failed.
  var isFailing: Bool { failureCount > 0 }

  package mutating func succeed() {
    failureCount = 0
    nextAttempt = nil
  }

  /// Notes a failure, with a number of 0 ..< 1 by chance.
  package mutating func fail(now: MonotonicTime, random: Double) {
    let whole = Duration.milliseconds(min(1_000, 100 << min(failureCount, 4)))
    failureCount += 1
    nextAttempt = now + whole * (0.5 + 0.5 * random)
  }
}

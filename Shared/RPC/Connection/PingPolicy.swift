/// Which pings of a caller a server puts up with (gRPC proposal A8).
struct PingPolicy {
  /// The shortest pause between pings while calls run.
  let intervalMin: Duration
  /// Whether that also holds while no call runs; otherwise two hours have to pass.
  let permitsWithoutCalls: Bool
  /// Pings that came too early and are forgiven.
  let strikesMax: Int

  private static let intervalWithoutCalls = Duration.seconds(7200)
  private var strikes = 0
  private var lastPing: MonotonicInstant?

  init(intervalMin: Duration, permitsWithoutCalls: Bool, strikesMax: Int) {
    self.intervalMin = intervalMin
    self.permitsWithoutCalls = permitsWithoutCalls
    self.strikesMax = strikesMax
  }

  /// Something was sent on a call: pings that measure the connection follow it.
  mutating func sentContent() {
    strikes = 0
    lastPing = nil
  }

  /// A ping has come.
  ///
  /// - Returns: Whether the caller may go on.
  mutating func received(now: MonotonicInstant, hasCalls: Bool) -> Bool {
    let interval =
      hasCalls || permitsWithoutCalls ? intervalMin : PingPolicy.intervalWithoutCalls
    if let lastPing, lastPing.duration(to: now) < interval {
      strikes += 1
    } else {
      lastPing = now
    }
    return strikes <= strikesMax
  }
}

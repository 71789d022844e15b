internal import HTTP2

/// How many frames that carry nothing a peer may send.
struct FloodLimits {
  private var settings: RateLimit
  private var pings: RateLimit
  private var idle: RateLimit

  init(_ limits: RPCServerConfiguration, now: ContinuousClock.Instant) {
    settings = RateLimit(perSecond: limits.settingsPerSecondMax, now: now)
    pings = RateLimit(perSecond: limits.pingsPerSecondMax, now: now)
    idle = RateLimit(perSecond: limits.idleFramesPerSecondMax, now: now)
  }

  mutating func allow(_ counts: HTTP2FrameCounts, now: ContinuousClock.Instant) -> Bool {
    guard !counts.isEmpty else { return true }
    return settings.take(counts.settings, now: now) && pings.take(counts.pings, now: now)
      && idle.take(counts.idle, now: now)
  }
}

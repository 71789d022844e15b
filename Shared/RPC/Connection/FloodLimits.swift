internal import HTTP2

/// How many frames of which floods are made a peer may send.
struct FloodLimits {
  /// Window updates that may answer one HEADERS or DATA frame.
  private static let windowUpdatesPerFrame = 10
  /// Window updates that may come later than what they answer.
  private static let windowUpdatesAheadMax = 10_000

  private var settings: RateLimit
  private var pings: RateLimit
  private var idle: RateLimit
  private var resets: RateLimit
  private var windowUpdatesLeft = 0

  init(_ limits: RPCServerConfiguration, now: MonotonicInstant) {
    settings = RateLimit(perSecond: limits.settingsPerSecondMax, now: now)
    pings = RateLimit(perSecond: limits.pingsPerSecondMax, now: now)
    idle = RateLimit(perSecond: limits.idleFramesPerSecondMax, now: now)
    resets = RateLimit(
      perSecond: limits.streamResetsPerSecondMax, burst: limits.streamResetsBurstMax, now: now)
  }

  /// Takes what has come since the last call.
  ///
  /// Window updates that answer nothing count as frames that carry nothing.
  mutating func allow(_ counts: HTTP2FrameCounts, now: MonotonicInstant) -> Bool {
    windowUpdatesLeft = min(
      windowUpdatesLeft + FloodLimits.windowUpdatesPerFrame * counts.sentContent,
      FloodLimits.windowUpdatesAheadMax)
    guard !counts.isEmpty else { return true }
    let answering = min(counts.windowUpdates, windowUpdatesLeft)
    windowUpdatesLeft -= answering
    return settings.take(counts.settings, now: now) && pings.take(counts.pings, now: now)
      && idle.take(counts.idle + counts.windowUpdates - answering, now: now)
      && resets.take(counts.resets, now: now)
  }
}

internal import InteropSupport
internal import RPC
internal import Synchronization

/// What the calls of one channel have come to.
final class LoadStatistics: Sendable {
  struct Counts: Sendable {
    /// How long the calls or round trips took that succeeded, in nanoseconds.
    var latencies: LatencyHistogram
    /// How many calls ended with each code.
    var outcomes: [RPCCode: Int] = [:]
  }

  private let counts: Mutex<Counts>

  init(_ shape: LatencyHistogram) { counts = Mutex(Counts(latencies: shape.emptied)) }

  /// Counts a success that began at `start` and is over now.
  func succeeded(since start: ContinuousClock.Instant) {
    let nanoseconds = start.duration(to: .now) / .nanoseconds(1)
    counts.withLock { counts in
      counts.latencies.record(nanoseconds)
      counts.outcomes[.ok, default: 0] += 1
    }
  }

  func failed(_ code: RPCCode) {
    counts.withLock { $0.outcomes[code, default: 0] += 1 }
  }

  /// What has been counted since the last reset.
  func read(reset: Bool) -> Counts {
    counts.withLock { counts in
      let read = counts
      if reset { counts = Counts(latencies: counts.latencies.emptied) }
      return read
    }
  }
}

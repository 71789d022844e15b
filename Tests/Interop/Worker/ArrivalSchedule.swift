internal import RPC
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// When calls begin that begin at random, independently of each other: a Poisson process.
final class ArrivalSchedule: Sendable {
  private let secondsBetween: Double
  private let next: Mutex<ContinuousClock.Instant>

  /// A schedule that begins now; `nil` when the rate is no rate.
  ///
  /// - Parameter callsPerSecond: The average.
  init?(callsPerSecond: Double) {
    guard callsPerSecond > 0, callsPerSecond.isFinite else { return nil }
    secondsBetween = 1 / callsPerSecond
    next = Mutex(.now + .seconds(ArrivalSchedule.pause(secondsBetween)))
  }

  /// Waits until the next call may begin; at once when the calls have fallen behind.
  ///
  /// - Throws: `CancellationError`.
  func wait() async throws {
    let instant = next.withLock { next in
      defer { next += .seconds(ArrivalSchedule.pause(secondsBetween)) }
      return next
    }
    if instant > .now {
      try await Task.sleep(until: instant, clock: .continuous)
    } else {
      try Task.checkCancellation()
    }
  }

  /// An exponentially distributed time with the given mean.
  private static func pause(_ mean: Double) -> Double { -log(1 - .random(in: 0..<1)) * mean }
}

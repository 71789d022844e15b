internal import NIOCore

/// A point in time of the clock that nobody sets, since some start; what the event loops go by.
///
/// The layout of `ContinuousClock.Instant` is not known to the compiler, so that each copy of an
/// optional one costs calls into the runtime; this one is a number.
package struct MonotonicInstant: Hashable, Comparable, Sendable {
  /// Since the start of the clock.
  let nanoseconds: Int64

  init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  package static var now: MonotonicInstant {
    MonotonicInstant(nanoseconds: Int64(clamping: NIODeadline.now().uptimeNanoseconds))
  }

  package static func < (one: MonotonicInstant, other: MonotonicInstant) -> Bool {
    one.nanoseconds < other.nanoseconds
  }

  /// Ends at the last instant there is, some 290 years from the start.
  package static func + (instant: MonotonicInstant, duration: Duration) -> MonotonicInstant {
    let nanoseconds = Int64(clamping: duration.attoseconds / 1_000_000_000)
    let (sum, isTooLarge) = instant.nanoseconds.addingReportingOverflow(nanoseconds)
    return MonotonicInstant(
      nanoseconds: isTooLarge ? (nanoseconds < 0 ? .min : .max) : sum)
  }

  package static func - (instant: MonotonicInstant, duration: Duration) -> MonotonicInstant {
    instant + (.zero - duration)
  }

  package static func - (end: MonotonicInstant, start: MonotonicInstant) -> Duration {
    start.duration(to: end)
  }

  package func duration(to other: MonotonicInstant) -> Duration {
    Duration(attoseconds: (Int128(other.nanoseconds) - Int128(nanoseconds)) * 1_000_000_000)
  }
}

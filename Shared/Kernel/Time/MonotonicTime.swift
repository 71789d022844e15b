/// A point in time of `CLOCK_MONOTONIC`, the clock that nobody sets.
///
/// The compiler does not know the layout of `ContinuousClock.Instant`, so that each copy of one
/// costs calls into the runtime; this is a number.
package struct MonotonicTime: Hashable, Comparable, Sendable {
  package let nanoseconds: Int64

  package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  package static var now: MonotonicTime {
    MonotonicTime(nanoseconds: SystemTime.monotonicNanoseconds())
  }

  /// A time from now.
  package static func after(_ duration: Duration) -> MonotonicTime { now + duration }

  package static func < (one: MonotonicTime, other: MonotonicTime) -> Bool {
    one.nanoseconds < other.nanoseconds
  }

  /// Ends at the last instant there is, some 290 years from the start of the clock.
  package static func + (time: MonotonicTime, duration: Duration) -> MonotonicTime {
    let (seconds, attoseconds) = duration.components
    let (whole, isTooLong) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, isTooLate) = time.nanoseconds.addingReportingOverflow(
      isTooLong ? (seconds < 0 ? .min : .max) : whole)
    let (exact, isLast) = sum.addingReportingOverflow(attoseconds / 1_000_000_000)
    let isLimit = isTooLong || isTooLate || isLast
    return MonotonicTime(nanoseconds: isLimit ? (seconds < 0 ? .min : .max) : exact)
  }

  package static func - (time: MonotonicTime, duration: Duration) -> MonotonicTime {
    time + (.zero - duration)
  }

  /// From this time to another one; negative when that is earlier.
  package func duration(to other: MonotonicTime) -> Duration {
    let (difference, isTooLong) = other.nanoseconds.subtractingReportingOverflow(nanoseconds)
    return .nanoseconds(isTooLong ? (other.nanoseconds < 0 ? .min : .max) : difference)
  }
}

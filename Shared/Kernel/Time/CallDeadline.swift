/// When the caller of the running task waits no longer.
package struct CallDeadline: Hashable, Sendable {
  /// The deadline of the call that the running task serves; what it asks of others inherits it.
  package static let current = TaskLocal<CallDeadline?>(wrappedValue: nil)

  /// The time by `CLOCK_MONOTONIC`, the clock that nobody sets.
  package let monotonicNanoseconds: Int64

  package init(monotonicNanoseconds: Int64) { self.monotonicNanoseconds = monotonicNanoseconds }

  /// A time from now.
  package static func after(_ duration: Duration) -> CallDeadline {
    let (sum, isTooLarge) = SystemTime.monotonicNanoseconds().addingReportingOverflow(
      Int64(clamping: duration.attoseconds / 1_000_000_000))
    return CallDeadline(monotonicNanoseconds: isTooLarge ? .max : sum)
  }

  /// How long the caller still waits; negative when it does no longer.
  package var remaining: Duration {
    let (nanoseconds, isTooLarge) = monotonicNanoseconds.subtractingReportingOverflow(
      SystemTime.monotonicNanoseconds())
    return .nanoseconds(isTooLarge ? .max : nanoseconds)
  }
}

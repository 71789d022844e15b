internal import Kernel

extension MonotonicInstant {
  /// The deadline of the call that the running task serves, if it serves one.
  static var inheritedDeadline: MonotonicInstant? {
    CallDeadline.current.get().map { MonotonicInstant(nanoseconds: $0.nanoseconds) }
  }

  /// The same instant for ``CallDeadline/current``.
  var callDeadline: MonotonicTime { MonotonicTime(nanoseconds: nanoseconds) }

  /// The earlier of the inherited deadline and `timeout` from now.
  static func deadline(timeout: Duration?, now: MonotonicInstant) -> MonotonicInstant? {
    let own = timeout.map { now + $0 }
    guard let inherited = inheritedDeadline else { return own }
    return own.map { min($0, inherited) } ?? inherited
  }
}

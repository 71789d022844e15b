/// The deadline of the call that the running task serves; calls made by it inherit it.
enum CallDeadline {
  static let current = TaskLocal<MonotonicInstant?>(wrappedValue: nil)

  /// The earlier of the inherited deadline and `timeout` from now.
  static func deadline(
    timeout: Duration?, now: MonotonicInstant
  ) -> MonotonicInstant? {
    let own = timeout.map { now + $0 }
    guard let inherited = current.get() else { return own }
    return own.map { min($0, inherited) } ?? inherited
  }
}

/// When the caller of the running task waits no longer.
package enum CallDeadline {
  /// The deadline of the call that the running task serves; what it asks of others inherits it.
  package static let current = TaskLocal<MonotonicTime?>(wrappedValue: nil)
}

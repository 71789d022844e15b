/// A service config that is not acceptable; as a whole, even if only one field is wrong.
package struct ServiceConfigError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The path of the field, for example `methodConfig[0].retryPolicy.maxAttempts`; empty for the
  /// config as a whole.
  package let path: String
  /// Why it is refused, as the rest of a sentence that begins with the path.
  package let reason: String

  package var description: String {
    path.isEmpty ? "The service config \(reason)." : "The service config's \(path) \(reason)."
  }
}

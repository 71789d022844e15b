/// A value from outside that is not acceptable; becomes `INVALID_ARGUMENT` on the wire.
package struct ValidationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The path of the request field, for example `objective.zones[2].lower_value`.
  package var field: String

  /// Why it is refused, as the rest of a sentence that begins with the field's name.
  package var reason: String

  package init(field: String, reason: String) {
    self.field = field
    self.reason = reason
  }

  package var description: String { "\(field) \(reason)" }
}

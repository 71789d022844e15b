package import Kernel
package import WellKnownMessages

extension GoogleProtobuf.Duration {
  /// Makes a message; what is below a nanosecond is cut off.
  package init(_ duration: Swift.Duration) {
    let (seconds, attoseconds) = duration.components
    self.init(seconds: seconds, nanos: Int32(attoseconds / 1_000_000_000))
  }

  package init(microseconds: Int64) {
    self.init(
      seconds: microseconds / 1_000_000, nanos: Int32(microseconds % 1_000_000 * 1_000))
  }

  /// The length in microseconds; what is below is cut off.
  ///
  /// - Throws: ``ValidationError`` naming `field` when it is negative or not a duration.
  package func microseconds(field: String) throws(ValidationError) -> Int64 {
    guard seconds >= 0, nanos >= 0 else {
      throw ValidationError(field: field, reason: "must not be negative")
    }
    guard seconds <= 315_576_000_000, nanos < 1_000_000_000 else {
      throw ValidationError(field: field, reason: "is not a duration of at most 10000 years")
    }
    return seconds * 1_000_000 + Int64(nanos) / 1_000
  }
}

extension Swift.Duration {
  /// The sum of the seconds and nanoseconds of a message, whatever they are.
  package init(_ message: GoogleProtobuf.Duration) {
    self = .seconds(message.seconds) + .nanoseconds(Int64(message.nanos))
  }
}

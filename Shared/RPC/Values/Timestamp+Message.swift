package import Kernel
package import WellKnownMessages

extension GoogleProtobuf.Timestamp {
  package init(_ timestamp: Kernel.Timestamp) {
    self.init(seconds: timestamp.seconds, nanos: timestamp.nanoseconds)
  }
}

extension Kernel.Timestamp {
  /// Reads an instant; what is below a microsecond is cut off.
  ///
  /// - Throws: ``ValidationError`` naming `field` when it is absent or outside the years 1 to 9999.
  package init(_ message: GoogleProtobuf.Timestamp?, field: String) throws(ValidationError) {
    guard let message else { throw ValidationError(field: field, reason: "is required") }
    guard let timestamp = Self(seconds: message.seconds, nanoseconds: message.nanos) else {
      throw ValidationError(field: field, reason: "must be an instant of the years 1 to 9999")
    }
    self = timestamp
  }
}

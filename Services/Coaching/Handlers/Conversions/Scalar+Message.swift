internal import Kernel
internal import WellKnownMessages

extension GoogleProtobuf.Timestamp {
  init(_ timestamp: Kernel.Timestamp) {
    self.init(seconds: timestamp.seconds, nanos: timestamp.nanoseconds)
  }
}

extension Kernel.Timestamp {
  /// Reads an instant.
  ///
  /// - Throws: ``ValidationError`` when it is absent or outside the years 1 to 9999.
  init(_ message: GoogleProtobuf.Timestamp?, field: String) throws(ValidationError) {
    guard let message else { throw ValidationError(field: field, reason: "is required") }
    guard let timestamp = Self(seconds: message.seconds, nanoseconds: message.nanos) else {
      throw ValidationError(field: field, reason: "must be an instant of the years 1 to 9999")
    }
    self = timestamp
  }
}

extension String {
  /// Reads an optional id; `nil` when it is empty.
  func parsed<Entity>(
    as type: PlatformID<Entity>.Type, field: String
  ) throws(ValidationError) -> PlatformID<Entity>? {
    isEmpty ? nil : try PlatformID(parsing: self, field: field)
  }
}

extension GoogleProtobuf.Duration {
  init(_ duration: Swift.Duration) {
    let (seconds, attoseconds) = duration.components
    self.init(seconds: seconds, nanos: Int32(attoseconds / 1_000_000_000))
  }
}

extension Swift.Duration {
  init(_ message: GoogleProtobuf.Duration) {
    self = .seconds(message.seconds) + .nanoseconds(Int64(message.nanos))
  }
}

internal import Kernel
internal import WellKnownMessages

extension GoogleProtobuf.Timestamp {
  init(_ timestamp: Timestamp) {
    self.init(seconds: timestamp.seconds, nanos: timestamp.nanoseconds)
  }
}

extension GoogleProtobuf.Duration {
  init(microseconds: Int64) {
    self.init(
      seconds: microseconds / 1_000_000, nanos: Int32(microseconds % 1_000_000 * 1_000))
  }

  /// The length in microseconds; what is below is cut off.
  ///
  /// - Throws: ``ValidationError`` naming `field` when it is negative or not a duration.
  func microseconds(field: String) throws(ValidationError) -> Int64 {
    guard seconds >= 0, nanos >= 0 else {
      throw ValidationError(field: field, reason: "must not be negative")
    }
    guard seconds <= 315_576_000_000, nanos < 1_000_000_000 else {
      throw ValidationError(field: field, reason: "is not a duration of at most 10000 years")
    }
    return seconds * 1_000_000 + Int64(nanos) / 1_000
  }
}

extension GoogleType.Date {
  init(_ workday: Workday) {
    let (year, month, day) = workday.components
    self.init(year: Int32(year), month: Int32(month), day: Int32(day))
  }
}

extension Workday {
  /// Reads a whole date.
  ///
  /// - Throws: ``ValidationError`` naming `field` when it is absent or does not exist.
  init(_ date: GoogleType.Date?, field: String) throws(ValidationError) {
    guard let date else { throw ValidationError(field: field, reason: "is required") }
    guard
      let workday = Workday(
        year: Int(date.year), month: Int(date.month), day: Int(date.day))
    else {
      throw ValidationError(field: field, reason: "must be a date with year, month and day")
    }
    self = workday
  }

  /// Reads a date that may be absent.
  static func optional(
    _ date: GoogleType.Date?, field: String
  ) throws(ValidationError) -> Workday? {
    guard date != nil else { return nil }
    return try Workday(date, field: field)
  }
}

extension PlatformID {
  /// Reads an id that may be empty.
  static func optional(
    _ text: String, field: String
  ) throws(ValidationError) -> PlatformID? {
    text.isEmpty ? nil : try PlatformID(parsing: text, field: field)
  }
}

internal import Kernel

/// Reads the parts of a list position, which were written by this service and sealed since.
enum ListPosition {
  /// Refuses a position of another form; only an older version of the service can have made it.
  static func refusal() -> ValidationError {
    ValidationError(
      field: "page_token", reason: "does not belong to this list and these arguments")
  }

  static func timestamp(_ text: String) throws(ValidationError) -> Timestamp {
    guard let microseconds = Int64(text) else { throw refusal() }
    return Timestamp(microseconds: microseconds)
  }

  static func workday(_ text: String) throws(ValidationError) -> Workday {
    guard let days = Int32(text) else { throw refusal() }
    return Workday(daysSinceEpoch: days)
  }

  static func uuid(_ text: String) throws(ValidationError) -> UUIDBits {
    guard let uuid = UUIDBits(text) else { throw refusal() }
    return uuid
  }
}

package import Kernel

/// How long something may take, as it is typed.
package enum TimeoutOption {
  /// Reads a whole number with its unit: `500ms`, `5s`, `2m`, `1h`; from 1 ms to 24 h.
  ///
  /// - Parameters:
  ///   - text: The text as typed.
  ///   - field: The option it came from, named in the error.
  /// - Returns: The time.
  /// - Throws: ``ValidationError`` for another form or a time outside the limits.
  package static func parse(
    _ text: String, field: String
  ) throws(ValidationError) -> Duration {
    let digits = text.utf8.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    let unitMilliseconds: Int? =
      switch text.dropFirst(digits.count) {
      case "ms": 1
      case "s": 1_000
      case "m": 60_000
      case "h": 3_600_000
      default: nil
      }
    guard let unitMilliseconds, digits.count <= 8,
      let count = Digits.value(of: Array(digits)[...]),
      (1...86_400_000).contains(count * unitMilliseconds)
    else {
      throw ValidationError(
        field: field, reason: "must be a time like 500ms, 5s, 2m or 1h, at most 24h")
    }
    return .milliseconds(count * unitMilliseconds)
  }
}

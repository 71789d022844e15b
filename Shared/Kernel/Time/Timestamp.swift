/// An instant with the precision that PostgreSQL keeps: microseconds.
package struct Timestamp: Hashable, Comparable, Sendable {
  /// Microseconds since 1970-01-01T00:00:00Z; negative before.
  package var microseconds: Int64

  package init(microseconds: Int64) { self.microseconds = microseconds }

  /// Makes an instant from whole seconds and nanoseconds; what is below a microsecond is cut off.
  ///
  /// - Returns: `nil` when the value is outside the years 1 to 9999, the range of
  ///   `google.protobuf.Timestamp`, or `nanoseconds` is outside 0..<1,000,000,000.
  package init?(seconds: Int64, nanoseconds: Int32) {
    guard (-62_135_596_800...253_402_300_799).contains(seconds) else { return nil }
    guard (0..<1_000_000_000).contains(nanoseconds) else { return nil }
    microseconds = seconds * 1_000_000 + Int64(nanoseconds) / 1_000
  }

  /// The whole seconds since 1970, rounded down.
  package var seconds: Int64 { (microseconds - subsecondMicroseconds) / 1_000_000 }

  /// The part below a second, in nanoseconds: 0 to 999,999,000.
  package var nanoseconds: Int32 { Int32(subsecondMicroseconds * 1_000) }

  private var subsecondMicroseconds: Int64 {
    let remainder = microseconds % 1_000_000
    return remainder < 0 ? remainder + 1_000_000 : remainder
  }

  package static func < (left: Self, right: Self) -> Bool {
    left.microseconds < right.microseconds
  }

  /// Moves the instant.
  package func adding(_ duration: Duration) -> Timestamp {
    let (seconds, attoseconds) = duration.components
    return Timestamp(
      microseconds: microseconds + seconds * 1_000_000 + attoseconds / 1_000_000_000_000)
  }

  /// The time between two instants; negative when `other` is later.
  package func duration(since other: Timestamp) -> Duration {
    .microseconds(microseconds - other.microseconds)
  }
}

/// A time of day on the clock of a call centre, without date and zone.
package struct ClockTime: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Seconds since midnight, 0 to 86,399.
  package let secondOfDay: Int

  /// The seconds of a day on the clock.
  package static var secondsPerDay: Int { 86_400 }

  /// Midnight; in a call file also the mark for "did not happen".
  package static var midnight: ClockTime { ClockTime(wrapping: 0) }

  /// Takes the second of the day of any number of seconds since some midnight.
  package init(wrapping seconds: Int) {
    let remainder = seconds % Self.secondsPerDay
    secondOfDay = remainder < 0 ? remainder + Self.secondsPerDay : remainder
  }

  /// Reads `H:MM:SS` with one or two digits of hours; `nil` for anything else.
  ///
  /// 24:00:00 and more is not a time of day: which date it would belong to is not documented.
  package init?(_ bytes: ArraySlice<UInt8>) {
    let parts = bytes.split(
      separator: UInt8(ascii: ":"), maxSplits: 3, omittingEmptySubsequences: false)
    guard parts.count == 3, (1...2).contains(parts[0].count), parts[1].count == 2,
      parts[2].count == 2
    else { return nil }
    guard let hour = Digits.value(of: parts[0]), let minute = Digits.value(of: parts[1]),
      let second = Digits.value(of: parts[2]), hour < 24, minute < 60, second < 60
    else { return nil }
    secondOfDay = (hour * 60 + minute) * 60 + second
  }

  /// The form of the call file: `H:MM:SS`.
  package var description: String {
    func padded(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    let minutes = secondOfDay / 60
    return "\(minutes / 60):\(padded(minutes % 60)):\(padded(secondOfDay % 60))"
  }

  package static func < (left: Self, right: Self) -> Bool { left.secondOfDay < right.secondOfDay }
}

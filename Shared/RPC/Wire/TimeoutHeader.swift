/// The value of `grpc-timeout`: at most eight digits and a unit.
enum TimeoutHeader {
  /// `nil` when the text has another form.
  static func parse(_ text: ArraySlice<UInt8>) -> Duration? {
    guard (2...9).contains(text.count), let unit = text.last else { return nil }
    var value: Int64 = 0
    for digit in text.dropLast() {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
      value = value * 10 + Int64(digit - UInt8(ascii: "0"))
    }
    switch unit {
    case UInt8(ascii: "H"): return .seconds(value * 3600)
    case UInt8(ascii: "M"): return .seconds(value * 60)
    case UInt8(ascii: "S"): return .seconds(value)
    case UInt8(ascii: "m"): return .milliseconds(value)
    case UInt8(ascii: "u"): return .microseconds(value)
    case UInt8(ascii: "n"): return .nanoseconds(value)
    default: return nil
    }
  }

  /// The finest unit whose value has eight digits, rounded up; negative durations become 0.
  static func format(_ duration: Duration) -> String {
    let valueMax: Int64 = 99_999_999
    let (seconds, attoseconds) = duration.components
    guard seconds >= 0, attoseconds >= 0 else { return "0n" }
    let units: [(name: String, perSecond: Int64)] = [
      ("n", 1_000_000_000), ("u", 1_000_000), ("m", 1_000), ("S", 1),
    ]
    for unit in units where seconds <= valueMax / unit.perSecond {
      let attosecondsPerUnit = 1_000_000_000_000_000_000 / unit.perSecond
      let fraction = (attoseconds + attosecondsPerUnit - 1) / attosecondsPerUnit
      let value = seconds * unit.perSecond + fraction
      if value <= valueMax { return "\(value)\(unit.name)" }
    }
    let minutes = (seconds + 60) / 60
    if minutes <= valueMax { return "\(minutes)M" }
    return "\(min((seconds + 3600) / 3600, valueMax))H"
  }
}

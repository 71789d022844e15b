extension Timestamp {
  /// The instant as RFC 3339 in UTC with microseconds, for example `1999-01-01T00:00:31.000000Z`.
  package var rfc3339: String {
    let days = Int32((seconds >= 0 ? seconds : seconds - 86_399) / 86_400)
    let secondOfDay = Int(seconds - Int64(days) * 86_400)
    func padded(_ value: Int, _ width: Int) -> String {
      let digits = String(value)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    let time =
      "\(padded(secondOfDay / 3_600, 2)):\(padded(secondOfDay / 60 % 60, 2))"
      + ":\(padded(secondOfDay % 60, 2)).\(padded(Int(nanoseconds) / 1_000, 6))"
    return "\(Workday(daysSinceEpoch: days))T\(time)Z"
  }
}

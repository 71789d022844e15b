/// Writes numbers for people: commas between thousands, a point before fractions.
package enum NumberText {
  /// For example `31,599`.
  package static func whole(_ value: Int64) -> String {
    (value < 0 ? "-" : "") + grouped(String(value.magnitude))
  }

  /// A number of things: `1 row`, `31,599 rows`, `2 people`.
  ///
  /// `many` is the word for several when it is not the one for `one` with an s.
  package static func counted(_ value: Int64, _ one: String, _ many: String? = nil) -> String {
    whole(value) + " " + (value == 1 ? one : many ?? one + "s")
  }

  /// The same for an `Int`.
  package static func counted(_ value: Int, _ one: String, _ many: String? = nil) -> String {
    counted(Int64(value), one, many)
  }

  /// Points from hundredths: 123450 is `1,234.50`.
  package static func points(hundredths: Int64) -> String {
    let digits = hundredths.magnitude
    let (whole, fraction) = digits.quotientAndRemainder(dividingBy: 100)
    return (hundredths < 0 ? "-" : "") + grouped(String(whole)) + "." + padded(fraction, width: 2)
  }

  /// Percent from basis points: 8333 is `83.33 %`.
  package static func percent(basisPoints: Int64) -> String {
    points(hundredths: basisPoints) + " %"
  }

  /// A measured value, rounded half away from zero: 175.5 with no fraction digits is `176`.
  ///
  /// - Parameters:
  ///   - value: Any number.
  ///   - fractionDigits: 0 to 6.
  /// - Returns: The shortest form of Swift for a number that is not finite or at least 10^12.
  package static func decimal(_ value: Double, fractionDigits: Int) -> String {
    precondition((0...6).contains(fractionDigits), "a number has 0 to 6 fraction digits")
    guard value.isFinite, value.magnitude < 1e12 else { return value.description }
    let scale = (0..<fractionDigits).reduce(UInt64(1)) { scale, _ in scale * 10 }
    let scaled = UInt64((value.magnitude * Double(scale)).rounded())
    let (whole, fraction) = scaled.quotientAndRemainder(dividingBy: scale)
    let text = grouped(String(whole))
    let sign = value < 0 && scaled > 0 ? "-" : ""
    return sign
      + (fractionDigits == 0 ? text : text + "." + padded(fraction, width: fractionDigits))
  }

  private static func padded(_ value: UInt64, width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  private static func grouped(_ digits: String) -> String {
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(",") }
      text.append(digit)
    }
    return text
  }
}

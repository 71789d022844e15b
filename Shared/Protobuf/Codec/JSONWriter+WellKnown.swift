// Messages of google.protobuf that have a JSON form of their own.

extension JSONWriter {
  /// A `google.protobuf.Timestamp`: RFC 3339 in UTC with 0, 3, 6 or 9 digits of the second.
  ///
  /// A time outside the years 1 to 9999 has no JSON form and is written as `null`.
  public mutating func timestamp(seconds: Int64, nanoseconds: Int32) {
    let seconds = Int(seconds)
    guard (-62_135_596_800...253_402_300_799).contains(seconds),
      (0...999_999_999).contains(nanoseconds)
    else { return null() }
    let day = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
    let secondOfDay = seconds - day * 86_400
    let date = Self.date(daysSince1970: day)
    var text = Self.padded(date.year, 4) + "-" + Self.padded(date.month, 2) + "-"
    text += Self.padded(date.day, 2) + "T" + Self.padded(secondOfDay / 3600, 2) + ":"
    text += Self.padded(secondOfDay / 60 % 60, 2) + ":" + Self.padded(secondOfDay % 60, 2)
    string(text + Self.fraction(Int(nanoseconds)) + "Z")
  }

  /// A `google.protobuf.Duration`: seconds with 0, 3, 6 or 9 digits and an `s`.
  ///
  /// A duration over 10,000 years, or with parts of different sign, has no JSON form and is written
  /// as `null`.
  public mutating func duration(seconds: Int64, nanoseconds: Int32) {
    guard (-315_576_000_000...315_576_000_000).contains(seconds),
      (-999_999_999...999_999_999).contains(nanoseconds),
      seconds == 0 || nanoseconds == 0 || (seconds < 0) == (nanoseconds < 0)
    else { return null() }
    let sign = seconds < 0 || nanoseconds < 0 ? "-" : ""
    string(sign + String(seconds.magnitude) + Self.fraction(Int(nanoseconds.magnitude)) + "s")
  }

  /// A `google.protobuf.FieldMask`: the paths in lower camel case, joined by commas.
  public mutating func fieldMask(_ paths: [String]) {
    string(paths.map(Self.lowerCamel).joined(separator: ","))
  }

  /// A `google.protobuf.Any`.
  ///
  /// The bytes are not decoded: there is no registry of message types, so the value is base64.
  public mutating func any(typeURL: String, value: [UInt8]) {
    object { writer in
      writer.key("@type")
      writer.string(typeURL)
      writer.key("value")
      writer.base64(value)
    }
  }

  /// The proleptic Gregorian date of a day; Howard Hinnant, "chrono-Compatible Low-Level Date
  /// Algorithms", `civil_from_days`.
  private static func date(daysSince1970: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = daysSince1970 + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let leapDays = dayOfEra / 1460 - dayOfEra / 36_524 + dayOfEra / 146_096
    let yearOfEra = (dayOfEra - leapDays) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    return (
      yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month,
      dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    )
  }

  /// `nanoseconds` as a decimal fraction with 0, 3, 6 or 9 digits.
  private static func fraction(_ nanoseconds: Int) -> String {
    if nanoseconds == 0 { return "" }
    if nanoseconds % 1_000_000 == 0 { return "." + padded(nanoseconds / 1_000_000, 3) }
    if nanoseconds % 1000 == 0 { return "." + padded(nanoseconds / 1000, 6) }
    return "." + padded(nanoseconds, 9)
  }

  private static func padded(_ value: Int, _ digits: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
  }

  private static func lowerCamel(_ path: String) -> String {
    var result = ""
    var raise = false
    for character in path {
      if character == "_" {
        raise = true
      } else {
        result += raise ? character.uppercased() : String(character)
        raise = false
      }
    }
    return result
  }
}

// Messages of google.protobuf that have a JSON form of their own.

extension JSONWriter {
  /// A `google.protobuf.Timestamp`: RFC 3339 in UTC with 0, 3, 6 or 9 digits of the second.
  ///
  /// A time outside the years 1 to 9999 has no JSON form.
  public mutating func timestamp(seconds: Int64, nanoseconds: Int32) {
    guard JSONTime.timestampSeconds.contains(seconds) else {
      return fail("\(seconds) seconds are not in the years 1 to 9999")
    }
    guard (0...999_999_999).contains(nanoseconds) else {
      return fail("\(nanoseconds) nanoseconds are not in 0 to 999999999")
    }
    let seconds = Int(seconds)
    let day = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
    let secondOfDay = seconds - day * 86_400
    let date = JSONTime.date(daysSince1970: day)
    buffer.append(UInt8(ascii: "\""))
    digits(date.year, 4, "-")
    digits(date.month, 2, "-")
    digits(date.day, 2, "T")
    digits(secondOfDay / 3600, 2, ":")
    digits(secondOfDay / 60 % 60, 2, ":")
    buffer.append(UInt64(secondOfDay % 60), digits: 2)
    fraction(nanoseconds)
    ended("Z\"")
  }

  /// A `google.protobuf.Duration`: seconds with 0, 3, 6 or 9 digits and an `s`.
  ///
  /// A duration over 10,000 years, or with parts of different sign, has no JSON form.
  public mutating func duration(seconds: Int64, nanoseconds: Int32) {
    guard JSONTime.durationSeconds.contains(seconds) else {
      return fail("\(seconds) seconds are more than 10000 years")
    }
    guard (-999_999_999...999_999_999).contains(nanoseconds) else {
      return fail("\(nanoseconds) nanoseconds are not in -999999999 to 999999999")
    }
    guard seconds == 0 || nanoseconds == 0 || (seconds < 0) == (nanoseconds < 0) else {
      return fail("the signs of \(seconds) seconds and \(nanoseconds) nanoseconds differ")
    }
    buffer.append(seconds < 0 || nanoseconds < 0 ? "\"-" : "\"")
    buffer.append(String(seconds.magnitude))
    fraction(nanoseconds)
    ended("s\"")
  }

  /// A `google.protobuf.FieldMask`: the paths in lower camel case, joined by commas.
  ///
  /// A path that would not read back as the same has no JSON form.
  public mutating func fieldMask(_ paths: [String]) {
    for path in paths where !JSONFieldMask.isRoundTripping(path) {
      return fail("the path \"\(path)\" has no JSON form")
    }
    string(paths.map(JSONFieldMask.lowerCamel).joined(separator: ","))
  }

  /// The number of a `google.protobuf.Value`, which must be finite.
  public mutating func finite(_ value: Double) {
    guard value.isFinite else { return fail("\(value) is no JSON number") }
    number(value)
  }

  /// A `google.protobuf.Value` without a value, which has no JSON form.
  public mutating func missingValue() { fail("a Value must have a value") }

  private mutating func digits(_ value: Int, _ count: Int, _ separator: Unicode.Scalar) {
    buffer.append(UInt64(value), digits: count)
    buffer.append(UInt8(ascii: separator))
  }

  /// `nanoseconds` as a decimal fraction with 0, 3, 6 or 9 digits.
  private mutating func fraction(_ nanoseconds: Int32) {
    let value = UInt64(nanoseconds.magnitude)
    if value == 0 { return }
    buffer.append(UInt8(ascii: "."))
    if value % 1_000_000 == 0 {
      buffer.append(value / 1_000_000, digits: 3)
    } else if value % 1000 == 0 {
      buffer.append(value / 1000, digits: 6)
    } else {
      buffer.append(value, digits: 9)
    }
  }
}

/// Times in JSON.
enum JSONTime {
  /// The years 1 to 9999.
  static let timestampSeconds: ClosedRange<Int64> = -62_135_596_800...253_402_300_799
  /// 10,000 years each way.
  static let durationSeconds: ClosedRange<Int64> = -315_576_000_000...315_576_000_000

  /// The proleptic Gregorian date of a day; Howard Hinnant, "chrono-Compatible Low-Level Date
  /// Algorithms", `civil_from_days`.
  static func date(daysSince1970: Int) -> (year: Int, month: Int, day: Int) {
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

  /// The day of a date of the proleptic Gregorian calendar; `days_from_civil` of the same paper.
  static func daysSince1970(year: Int, month: Int, day: Int) -> Int {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}

/// Paths of a field mask in JSON.
enum JSONFieldMask {
  /// `display_name` becomes `displayName`.
  static func lowerCamel(_ path: String) -> String {
    var result: [UInt8] = []
    var raises = false
    for byte in path.utf8 {
      if byte == UInt8(ascii: "_") {
        raises = true
      } else {
        result.append(raises && isLower(byte) ? byte - 0x20 : byte)
        raises = false
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// `displayName` becomes `display_name`.
  static func lowerSnake(_ path: String) -> String {
    var result: [UInt8] = []
    for byte in path.utf8 {
      if isUpper(byte) {
        result += [UInt8(ascii: "_"), byte + 0x20]
      } else {
        result.append(byte)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// Whether the path reads back as itself: not empty, names of small letters and digits with
  /// points between them, and a small letter behind each underscore.
  static func isRoundTripping(_ path: String) -> Bool {
    let bytes = Array(path.utf8)
    return !bytes.isEmpty
      && bytes.indices.allSatisfy { index in
        guard bytes[index] == UInt8(ascii: "_") else {
          return isPart(bytes[index]) && !isUpper(bytes[index])
        }
        return index + 1 < bytes.count && isLower(bytes[index + 1])
      }
  }

  /// Whether a byte can stand in a path in JSON.
  static func isPart(_ byte: UInt8) -> Bool {
    isLower(byte) || isUpper(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: ".")
  }

  private static func isUpper(_ byte: UInt8) -> Bool { (0x41...0x5a).contains(byte) }
  private static func isLower(_ byte: UInt8) -> Bool { (0x61...0x7a).contains(byte) }
}

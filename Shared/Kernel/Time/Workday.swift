/// A calendar date in the time zone of the organisation: the day that points and metrics belong to.
///
/// Source: domain.md 1.2.1, "one value per user x metric x workday".
package struct Workday: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Days since 1970-01-01 in the proleptic Gregorian calendar.
  package let daysSinceEpoch: Int32

  package init(daysSinceEpoch: Int32) { self.daysSinceEpoch = daysSinceEpoch }

  /// Makes a date from its parts; `nil` when there is no such date or the year is not 1 to 9999.
  package init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month) else { return nil }
    guard day >= 1, day <= Self.dayCount(ofMonth: month, year: year) else { return nil }
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    daysSinceEpoch = Int32(era * 146_097 + dayOfEra - 719_468)
  }

  /// Reads `YYYY-MM-DD`.
  ///
  /// - Throws: ``ValidationError`` that names `field`.
  package init(parsing text: String, field: String) throws(ValidationError) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard text.utf8.count == 10, parts.count == 3, parts[0].utf8.count == 4,
      parts[1].utf8.count == 2,
      text.utf8.allSatisfy({ $0 == UInt8(ascii: "-") || (0x30...0x39).contains($0) }),
      let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
      let workday = Workday(year: year, month: month, day: day)
    else {
      throw ValidationError(field: field, reason: "must be a date of the form YYYY-MM-DD")
    }
    self = workday
  }

  /// The year, month and day; the inverse of ``init(year:month:day:)``.
  ///
  /// Source: the `civil_from_days` algorithm with eras of 400 years.
  package var components: (year: Int, month: Int, day: Int) {
    let shifted = Int(daysSinceEpoch) + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  /// The ISO 8601 form `YYYY-MM-DD`.
  package var description: String {
    let (year, month, day) = components
    func padded(_ value: Int, _ width: Int) -> String {
      let digits = String(value)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }

  package static func < (left: Self, right: Self) -> Bool {
    left.daysSinceEpoch < right.daysSinceEpoch
  }

  /// Moves the date by whole days.
  package func adding(days: Int32) -> Workday {
    Workday(daysSinceEpoch: daysSinceEpoch + days)
  }

  private static func dayCount(ofMonth month: Int, year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

/// A closed range of workdays.
package struct WorkdayRange: Hashable, Sendable {
  /// The first day.
  package let start: Workday
  /// The last day; not before `start`.
  package let end: Workday

  /// The longest range that a request may ask for, in days.
  package static var daysMax: Int32 { 3_660 }

  /// Checks a range that came from outside.
  ///
  /// - Throws: ``ValidationError`` naming `end_workday` when it is before the start or the range
  ///   is longer than ``daysMax``.
  package init(from start: Workday, through end: Workday) throws(ValidationError) {
    guard start <= end else {
      throw ValidationError(field: "end_workday", reason: "must not be before start_workday")
    }
    guard end.daysSinceEpoch - start.daysSinceEpoch < Self.daysMax else {
      throw ValidationError(
        field: "end_workday", reason: "must be less than \(Self.daysMax) days after start_workday")
    }
    self.start = start
    self.end = end
  }
}

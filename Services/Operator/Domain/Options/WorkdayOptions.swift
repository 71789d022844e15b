package import Kernel

extension WorkdayRange {
  /// Reads a range of days from two options.
  ///
  /// - Parameters:
  ///   - start: The first day as `YYYY-MM-DD`.
  ///   - end: The last day as `YYYY-MM-DD`.
  ///   - startField: The option of the first day, named in errors.
  ///   - endField: The option of the last day, named in errors.
  /// - Throws: ``ValidationError`` when one is not a date, the end is before the start, or the
  ///   range is longer than ``daysMax``.
  package init(
    parsingStart start: String, end: String, startField: String, endField: String
  ) throws(ValidationError) {
    let first = try Workday(parsing: start, field: startField)
    let last = try Workday(parsing: end, field: endField)
    guard first <= last else {
      throw ValidationError(field: endField, reason: "must not be before \(startField)")
    }
    guard last.daysSinceEpoch - first.daysSinceEpoch < Self.daysMax else {
      throw ValidationError(
        field: endField, reason: "must be less than \(Self.daysMax) days after \(startField)")
    }
    try self.init(from: first, through: last)
  }
}

extension Workday {
  /// Reads a month, `YYYY-MM`, and makes its first day.
  ///
  /// - Parameters:
  ///   - text: The text as typed.
  ///   - field: The option it came from, named in the error.
  /// - Throws: ``ValidationError`` when it is no month.
  package init(parsingMonth text: String, field: String) throws(ValidationError) {
    guard let first = try? Workday(parsing: text + "-01", field: field) else {
      throw ValidationError(field: field, reason: "must be a month of the form YYYY-MM")
    }
    self = first
  }
}

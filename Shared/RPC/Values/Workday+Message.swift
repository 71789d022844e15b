package import Kernel
package import WellKnownMessages

extension GoogleType.Date {
  package init(_ workday: Workday) {
    let (year, month, day) = workday.components
    self.init(year: Int32(year), month: Int32(month), day: Int32(day))
  }
}

extension Workday {
  /// Reads a whole date; `nil` when there is no such day.
  package init?(_ date: GoogleType.Date) {
    self.init(year: Int(date.year), month: Int(date.month), day: Int(date.day))
  }

  /// Reads a whole date of a request.
  ///
  /// - Throws: ``ValidationError`` naming `field` when it is absent or there is no such day.
  package init(_ date: GoogleType.Date?, field: String) throws(ValidationError) {
    guard let date else { throw ValidationError(field: field, reason: "is required") }
    guard let workday = Workday(date) else {
      throw ValidationError(field: field, reason: "must be a full date that exists")
    }
    self = workday
  }

  /// Reads a date that may be absent.
  ///
  /// - Throws: ``ValidationError`` naming `field` when there is no such day.
  package static func optional(
    _ date: GoogleType.Date?, field: String
  ) throws(ValidationError) -> Workday? {
    guard date != nil else { return nil }
    return try Workday(date, field: field)
  }
}

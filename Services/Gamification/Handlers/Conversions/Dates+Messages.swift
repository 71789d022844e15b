internal import Kernel
internal import WellKnownMessages

extension Workday {
  /// Reads a date of a request.
  ///
  /// - Throws: ``ValidationError`` that names `field` when it is absent or there is no such day.
  init(_ date: GoogleType.Date?, field: String) throws(ValidationError) {
    guard let date else { throw ValidationError(field: field, reason: "is required") }
    guard
      let workday = Workday(year: Int(date.year), month: Int(date.month), day: Int(date.day))
    else {
      throw ValidationError(field: field, reason: "must be a full date that exists")
    }
    self = workday
  }
}

extension GoogleType.Date {
  init(_ workday: Workday) {
    let (year, month, day) = workday.components
    self.init(year: Int32(year), month: Int32(month), day: Int32(day))
  }
}

extension GoogleProtobuf.Timestamp {
  init(_ timestamp: Kernel.Timestamp) {
    self.init(seconds: timestamp.seconds, nanos: timestamp.nanoseconds)
  }
}

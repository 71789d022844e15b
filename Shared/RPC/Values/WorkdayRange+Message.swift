package import Kernel
package import WellKnownMessages

extension WorkdayRange {
  /// Reads the first and the last day of a request.
  ///
  /// - Throws: ``ValidationError`` naming `start_workday` or `end_workday` when it is absent, there
  ///   is no such day or the range is not acceptable.
  package init(
    startWorkday: GoogleType.Date?, endWorkday: GoogleType.Date?
  ) throws(ValidationError) {
    try self.init(
      from: Workday(startWorkday, field: "start_workday"),
      through: Workday(endWorkday, field: "end_workday"))
  }
}

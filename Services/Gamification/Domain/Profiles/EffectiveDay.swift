package import Kernel

/// From which workday on a change of a profile may hold.
package enum EffectiveDay {
  /// How many days ahead a change may be planned.
  package static var daysAheadMax: Int32 { 366 }

  /// The workday that is asked for, or today.
  ///
  /// - Throws: ``ValidationError`` for `start_workday` when it is over, or too far ahead.
  package static func start(
    _ requested: Workday?, today: Workday
  ) throws(ValidationError) -> Workday {
    let start = requested ?? today
    guard start >= today else {
      throw ValidationError(field: "start_workday", reason: "must not be before today, \(today)")
    }
    guard start <= today.adding(days: daysAheadMax) else {
      throw ValidationError(
        field: "start_workday", reason: "must be at most \(daysAheadMax) days ahead")
    }
    return start
  }
}

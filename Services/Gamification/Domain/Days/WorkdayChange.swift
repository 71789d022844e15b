package import Kernel

/// A change of what is known of somebody's workday.
package struct WorkdayChange: Hashable, Sendable {
  package let day: PersonDay
  package let change: DayChange
  /// Where the change came from, for errors, for example `facts[3]`.
  package let field: String
  /// When it was achieved; `nil` when nobody has told.
  package let earnTime: Timestamp?

  package init(
    day: PersonDay, change: DayChange, field: String, earnTime: Timestamp? = nil
  ) {
    self.day = day
    self.change = change
    self.field = field
    self.earnTime = earnTime
  }

  /// The same, achieved at an instant.
  package func earned(at time: Timestamp?) -> WorkdayChange {
    WorkdayChange(day: day, change: change, field: field, earnTime: time)
  }
}

/// What became of a ``WorkdayChange``.
package enum ChangeOutcome: Hashable, Sendable {
  /// Something is known now that was not before.
  case added
  /// Something is other than it was.
  case changed
  /// Everything is as it was.
  case unchanged
  /// It cannot be, and nothing has changed.
  case refused(ValidationError)
  /// It came after its window, and nothing has changed.
  case tooLate(days: Int32)
}

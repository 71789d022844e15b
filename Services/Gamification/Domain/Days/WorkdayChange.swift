package import Kernel

/// A change of what is known of a person and workday.
package struct WorkdayChange: Hashable, Sendable {
  package let day: PersonDay
  package let change: DayChange
  /// What an error names when the change is refused.
  package let field: String

  package init(day: PersonDay, change: DayChange, field: String) {
    self.day = day
    self.change = change
    self.field = field
  }
}

/// What became of a ``WorkdayChange``.
package enum ChangeOutcome: Hashable, Sendable {
  case changed
  /// It was so already.
  case unchanged
  case refused(ValidationError)
}

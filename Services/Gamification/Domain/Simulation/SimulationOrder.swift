package import Kernel

/// Which past workdays are scored again, and by the rules of which day.
///
/// Source: domain.md rows G01 and G10.
package struct SimulationOrder: Hashable, Sendable {
  /// 1 to ``daysMax``.
  package let days: Int32
  /// The workday whose rules are taken; `nil` for today.
  package let rulesWorkday: Workday?

  package static var daysMax: Int32 { 31 }
  package static var daysDefault: Int32 { 30 }

  /// Checks an order; no days are the usual ones.
  ///
  /// - Throws: ``ValidationError`` for `days`.
  package init(days: Int32, rulesWorkday: Workday?) throws(ValidationError) {
    guard (0...Self.daysMax).contains(days) else {
      throw ValidationError(field: "days", reason: "must be from 0 to \(Self.daysMax)")
    }
    self.days = days == 0 ? Self.daysDefault : days
    self.rulesWorkday = rulesWorkday
  }

  /// The workdays: so many up to yesterday.
  package func range(today: Workday) throws(ValidationError) -> WorkdayRange {
    try WorkdayRange(from: today.adding(days: -days), through: today.adding(days: -1))
  }

  /// The workday whose rules are taken.
  ///
  /// - Throws: ``ValidationError`` for `rules_workday` when it is over or too far ahead.
  package func rulesDay(today: Workday) throws(ValidationError) -> Workday {
    do throws(ValidationError) {
      return try EffectiveDay.start(rulesWorkday, today: today)
    } catch {
      throw ValidationError(field: "rules_workday", reason: error.reason)
    }
  }
}

/// What a simulation begins with.
package struct SimulationPlan: Sendable {
  /// The rules as they are.
  package let book: RuleBook
  package let range: WorkdayRange
  /// The workday whose rules are taken.
  package let rulesDay: Workday
  package let now: Timestamp
  /// What teams have together on the workdays of the range, as far as conditions looked at it.
  package let sums: TeamSums

  package init(
    book: RuleBook, range: WorkdayRange, rulesDay: Workday, now: Timestamp,
    sums: TeamSums = .none
  ) {
    self.sums = sums
    self.book = book
    self.range = range
    self.rulesDay = rulesDay
    self.now = now
  }

  /// The settings whose rules are taken, turned on.
  package var settings: GamificationSettings {
    var settings = book.settings.settings(on: rulesDay)
    settings.isActive = true
    return settings
  }
}

/// Somebody with what was recorded of some workdays.
package struct SimulatedPerson: Sendable {
  /// What is known of a workday, and the points that it has.
  package struct Day: Sendable {
    /// With the profile that the person is in on the workday whose rules are taken.
    package let record: DayRecord
    package let earned: Points

    package init(record: DayRecord, earned: Points) {
      self.record = record
      self.earned = earned
    }
  }

  package let person: PersonID
  /// Empty while the directory has not told it.
  package let displayName: String
  /// Whether the directory tells of the person, and that they are active.
  package let isActive: Bool
  package let days: [Day]

  package init(person: PersonID, displayName: String, isActive: Bool, days: [Day]) {
    self.person = person
    self.displayName = displayName
    self.isActive = isActive
    self.days = days
  }
}

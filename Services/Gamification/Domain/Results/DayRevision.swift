package import Kernel

/// A workday that somebody watches.
package struct WatchedDay: Hashable, Sendable {
  package let person: PersonID
  /// `nil` for the day that it is, whichever.
  package let workday: Workday?

  package init(person: PersonID, workday: Workday?) {
    self.person = person
    self.workday = workday
  }
}

/// What shows whether the results of a workday are other ones than before, without reading them.
///
/// Source: domain.md row G59.
package struct DayRevision: Hashable, Sendable {
  package let workday: Workday
  /// Counts the changes of what is known of the workday; 0 while nothing is.
  package let dayVersion: Int64
  /// That of the person's name; 0 while the directory has not told it.
  package let memberVersion: Int64
  /// ``RuleBook/revision``.
  package let ruleRevision: Int64
  package let finality: Finality

  package init(
    workday: Workday, dayVersion: Int64, memberVersion: Int64, ruleRevision: Int64,
    finality: Finality
  ) {
    self.workday = workday
    self.dayVersion = dayVersion
    self.memberVersion = memberVersion
    self.ruleRevision = ruleRevision
    self.finality = finality
  }
}

package import Kernel

/// A division to import.
package struct ImportedDivision: Hashable, Sendable {
  package let id: DivisionID
  /// 1 to 100 characters.
  package let displayName: String

  /// The longest name, in Unicode scalars.
  package static var displayNameScalarsMax: Int { 100 }

  /// Checks a division from the command line.
  ///
  /// - Throws: ``ValidationError`` that names `division_id` or `division_name`.
  package init(id: String, displayName: String) throws(ValidationError) {
    self.id = try DivisionID(parsing: id, field: "division_id")
    guard (1...Self.displayNameScalarsMax).contains(displayName.unicodeScalars.count) else {
      throw ValidationError(
        field: "division_name",
        reason: "must have 1 to \(Self.displayNameScalarsMax) characters")
    }
    self.displayName = displayName
  }
}

/// A queue to import.
package struct ImportedQueue: Hashable, Sendable {
  package let id: QueueID
  package let displayName: String
  package let division: DivisionID
}

/// A person to import.
package struct ImportedPerson: Hashable, Sendable {
  package let id: PersonID
  package let displayName: String
  package let division: DivisionID
}

/// An interaction to import.
package struct ImportedInteraction: Hashable, Sendable {
  /// How it ended.
  package enum Outcome: Hashable, Sendable {
    /// An agent served the customer.
    case served
    /// The customer hung up.
    case abandoned
    /// The platform says that it is to be ignored.
    case ignored
  }

  package let id: InteractionID
  /// Who served the customer; `nil` when it was nobody or is not known.
  package let agent: PersonID?
  package let queue: QueueID
  package let startTime: Timestamp
  package let waitSeconds: Int
  package let handleSeconds: Int
  package let outcome: Outcome
}

/// What was measured of one person and workday.
package struct WorkdayFact: Hashable, Sendable {
  /// What calls are measured by; the raw value is the measure's id.
  package enum Measure: String, CaseIterable, Hashable, Sendable {
    /// How many interactions a person has served.
    case interactionsHandled = "interactions_handled"
    /// How long they took together.
    case handleSeconds = "handle_seconds"
  }

  package let person: PersonID
  package let workday: Workday
  package let measure: Measure
  /// The sum over the day: interactions, or seconds.
  package let amount: Double

  /// The metrics whose values come from these measures alone.
  package static var metricIDs: Set<String> { ["interactions_handled", "average_handle_time"] }
}

/// What was read from a call file.
package struct ImportSummary: Hashable, Sendable {
  /// All lines with data: calls, duplicates and errors.
  package var rows = 0
  /// Lines that could not be used.
  package var errors = 0
  /// Lines that repeat an earlier one byte by byte.
  package var duplicates = 0
  /// Calls whose seconds contradict their clock times; the seconds are taken.
  package var inconsistentRows = 0
  /// Calls that a known agent served.
  package var handledInteractions = 0
  /// The people who served at least one call.
  package var agents = 0
  /// The different dates of all calls.
  package var dates = 0
}

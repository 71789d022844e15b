package import Kernel

/// What every event of the service carries besides its payload.
package struct EventEnvelope: Hashable, Sendable {
  /// The id of the event; a receiver applies each id once.
  package let id: UUIDBits
  /// What it happened to, for example `assignment/ID`.
  package let subject: String
  /// The version of the subject after the event, from 1.
  package let subjectVersion: Int64
  /// When it happened.
  package let occurTime: Timestamp
  /// When the service recorded it.
  package let recordTime: Timestamp

  package init(
    id: UUIDBits, subject: String, subjectVersion: Int64, occurTime: Timestamp,
    recordTime: Timestamp
  ) {
    self.id = id
    self.subject = subject
    self.subjectVersion = subjectVersion
    self.occurTime = occurTime
    self.recordTime = recordTime
  }
}

/// A person has completed a module.
package struct AssignmentCompletion: Hashable, Sendable {
  package let assignment: AssignmentID
  package let module: ModuleID
  package let moduleVersion: Int32
  package let person: PersonID
  /// The day of the completion in the time zone of the organisation; points belong to it.
  package let workday: Workday

  package init(_ assignment: LearningAssignment, workday: Workday) {
    self.assignment = assignment.id
    module = assignment.module
    moduleVersion = assignment.moduleVersion
    person = assignment.person
    self.workday = workday
  }
}

/// Where a received event comes from.
package struct ReceivedEvent: Hashable, Sendable {
  /// The id of the event.
  package let id: UUIDBits
  /// The service that sent it.
  package let source: String

  package init(id: UUIDBits, source: String) {
    self.id = id
    self.source = source
  }
}

/// What became of a received event.
package enum EventApplication: Hashable, Sendable {
  /// It had its effect now.
  case applied
  /// It had its effect before.
  case duplicate
}

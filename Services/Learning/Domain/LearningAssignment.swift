package import Kernel

/// A module that a person is to complete.
package struct LearningAssignment: Hashable, Sendable {
  /// The longest reason that somebody may write, in characters.
  package static var reasonCharacters: ClosedRange<Int> { 0...500 }

  package let id: AssignmentID
  package let module: ModuleID
  package let moduleVersion: Int32
  package let person: PersonID
  package let reason: AssignmentReason
  package let dueTime: Timestamp
  package let createTime: Timestamp
  /// When the module was completed; `nil` before.
  package private(set) var completeTime: Timestamp?

  package init(
    id: AssignmentID, module: ModuleID, moduleVersion: Int32, person: PersonID,
    reason: AssignmentReason, dueTime: Timestamp, createTime: Timestamp, completeTime: Timestamp?
  ) {
    self.id = id
    self.module = module
    self.moduleVersion = moduleVersion
    self.person = person
    self.reason = reason
    self.dueTime = dueTime
    self.createTime = createTime
    self.completeTime = completeTime
  }

  /// Where the assignment is in its life.
  package var state: AssignmentState { completeTime == nil ? .assigned : .completed }

  /// The assignment after its completion; `nil` when it is completed already.
  package func completed(at time: Timestamp) -> LearningAssignment? {
    guard completeTime == nil else { return nil }
    var assignment = self
    assignment.completeTime = time
    return assignment
  }

  /// When a module is due: a day has 24 hours, whatever the clocks do.
  package static func dueTime(after time: Timestamp, days: Int32) -> Timestamp {
    time.adding(.seconds(86_400 * Int64(days)))
  }
}

/// Where an assignment is in its life.
package enum AssignmentState: Hashable, Sendable {
  /// The person has not completed the module yet.
  case assigned
  /// The person has completed the module.
  case completed
}

/// Why a module was assigned.
package struct AssignmentReason: Hashable, Sendable {
  /// The evaluation that led to an assignment.
  package struct Cause: Hashable, Sendable {
    package let evaluation: EvaluationID
    package let form: FormID
    /// The question group that failed.
    package let group: QuestionGroupID
    /// The total score of the evaluation.
    package let score: BasisPoints

    package init(
      evaluation: EvaluationID, form: FormID, group: QuestionGroupID, score: BasisPoints
    ) {
      self.evaluation = evaluation
      self.form = form
      self.group = group
      self.score = score
    }
  }

  /// The reason in words.
  package let text: String
  /// The evaluation; `nil` when somebody assigned the module by hand.
  package let cause: Cause?

  package init(text: String, cause: Cause?) {
    self.text = text
    self.cause = cause
  }
}

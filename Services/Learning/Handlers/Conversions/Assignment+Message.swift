internal import Kernel
internal import LearningDomain
internal import Messages
internal import RPC
internal import WellKnownMessages

extension LearningV1.Assignment {
  init(_ assignment: LearningAssignment) {
    let cause = assignment.reason.cause
    self.init(
      assignmentID: assignment.id.description, moduleID: assignment.module.description,
      moduleVersion: assignment.moduleVersion, personID: assignment.person.rawValue,
      state: assignment.state == .completed ? .completed : .assigned,
      reason: LearningV1.AssignmentReason(
        text: assignment.reason.text, evaluationID: cause?.evaluation.description ?? "",
        formID: cause?.form.description ?? "", groupID: cause?.group.rawValue ?? "",
        scoreBasisPoints: cause?.score.value),
      dueTime: GoogleProtobuf.Timestamp(assignment.dueTime),
      createTime: GoogleProtobuf.Timestamp(assignment.createTime),
      completeTime: assignment.completeTime.map { GoogleProtobuf.Timestamp($0) })
  }
}

extension AssignmentState? {
  /// Reads the state that a list is limited to; `nil` for all.
  init(_ state: LearningV1.Assignment.State, field: String) throws(ValidationError) {
    switch state {
    case .unspecified: self = nil
    case .assigned: self = .assigned
    case .completed: self = .completed
    case .unrecognized: throw ValidationError(field: field, reason: "is not a known state")
    }
  }
}

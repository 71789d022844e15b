internal import Kernel
internal import LearningDomain
internal import RPC

extension AssignmentService {
  /// Finds an assignment of a person that the caller has access to.
  func assignment(
    _ id: AssignmentID, for call: CallContext
  ) async throws -> LearningAssignment {
    let organization = call.caller.organization
    guard let assignment = try await assignments.assignment(in: organization, id: id) else {
      throw LearningError.assignmentNotFound(id)
    }
    try call.requireAccess(
      to: try await subjects.subjectOrStranger(assignment.person, in: organization))
    return assignment
  }
}

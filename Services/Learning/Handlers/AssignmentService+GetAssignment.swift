internal import Kernel
internal import LearningDomain
package import Messages
package import RPC

extension AssignmentService {
  package static let getAssignmentPolicy = MethodPolicy(
    access: .subject(Permission("learning:assignment:view")), deadlineMax: .seconds(5))

  package func getAssignment(
    _ request: LearningV1.GetAssignmentRequest, _ call: CallContext
  ) async throws -> LearningV1.GetAssignmentResponse {
    let id = try AssignmentID(parsing: request.assignmentID, field: "assignment_id")
    let assignment = try await assignment(id, for: call)
    return LearningV1.GetAssignmentResponse(assignment: LearningV1.Assignment(assignment))
  }
}

internal import Kernel
internal import LearningDomain
package import Messages
package import RPC

extension AssignmentService {
  package static let completeAssignmentPolicy = MethodPolicy(
    access: .subject(Permission("learning:assignment:complete")), deadlineMax: .seconds(5))

  package func completeAssignment(
    _ request: LearningV1.CompleteAssignmentRequest, _ call: CallContext
  ) async throws -> LearningV1.CompleteAssignmentResponse {
    let id = try AssignmentID(parsing: request.assignmentID, field: "assignment_id")
    _ = try await assignment(id, for: call)
    let now = clock.now()
    return try await call.once(request.requestID, request) { stored in
      LearningV1.CompleteAssignmentResponse(assignment: LearningV1.Assignment(stored))
    } perform: { idempotentRequest in
      try await assignments.complete(
        in: call.caller.organization, id: id, by: call.caller.key, at: now,
        request: idempotentRequest)
    }
  }
}

internal import Kernel
internal import LearningDomain
package import Messages
package import RPC

extension AssignmentService {
  package static let createAssignmentPolicy = MethodPolicy(
    access: .subject(Permission("learning:assignment:add")), deadlineMax: .seconds(5))

  package func createAssignment(
    _ request: LearningV1.CreateAssignmentRequest, _ call: CallContext
  ) async throws -> LearningV1.CreateAssignmentResponse {
    let organization = call.caller.organization
    let order = try AssignmentOrder(
      id: ids.makeID(), module: try ModuleID(parsing: request.moduleID, field: "module_id"),
      person: try PersonID(parsing: request.personID, field: "person_id"),
      reason: request.reason, caller: call.caller.key)
    let subject = try await subjects.subject(of: order.person, in: organization)
    try call.requireAccess(to: subject ?? AccessSubject(person: order.person))
    guard subject != nil else {
      throw ValidationError(field: "person_id", reason: "is not known to the directory")
    }
    let now = clock.now()
    return try await call.once(request.requestID, request) { stored in
      LearningV1.CreateAssignmentResponse(assignment: LearningV1.Assignment(stored))
    } perform: { idempotentRequest in
      try await assignments.assign(
        in: organization, order, at: now, request: idempotentRequest)
    }
  }
}

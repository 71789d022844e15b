internal import Kernel
internal import LearningDomain
package import Messages
package import RPC

extension AssignmentService {
  package static let exportAssignmentsPolicy = MethodPolicy(
    access: .subject(Permission("learning:assignment:view")), deadlineMax: .seconds(600))

  package func exportAssignments(
    _ request: LearningV1.ExportAssignmentsRequest,
    _ responses: RPCResponseWriter<LearningV1.ExportAssignmentsResponse>, _ call: CallContext
  ) async throws {
    let filter = AssignmentFilter(
      visibility: call.visibility,
      person: try PersonID.optional(request.personID, field: "person_id"), state: nil)
    let size = try PageSize(requested: Int32(PageSize.rowsMax))
    var position: ListPosition? = .beforeOldest
    // The next page is read when the caller has taken the one before; no connection waits for it.
    while let start = position {
      let page = try await assignments.assignments(
        in: call.caller.organization, filter: filter, after: start, size: size)
      if !page.elements.isEmpty {
        try await responses.write(
          LearningV1.ExportAssignmentsResponse(
            assignments: page.elements.map { LearningV1.Assignment($0) }))
      }
      position = try page.nextPosition.map(ListPosition.init(texts:))
    }
  }
}

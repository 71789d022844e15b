internal import Kernel
internal import LearningDomain
package import Messages
package import RPC

extension AssignmentService {
  package static let listAssignmentsPolicy = MethodPolicy(
    access: .subject(Permission("learning:assignment:view")), deadlineMax: .seconds(5))

  package func listAssignments(
    _ request: LearningV1.ListAssignmentsRequest, _ call: CallContext
  ) async throws -> LearningV1.ListAssignmentsResponse {
    let organization = call.caller.organization
    let size = try PageSize(requested: request.pageSize)
    let filter = AssignmentFilter(
      visibility: call.visibility,
      person: try PersonID.optional(request.personID, field: "person_id"),
      state: try AssignmentState?(request.state, field: "state"))
    let query = [
      call.method.path, organization.rawValue, request.personID, String(request.state.rawValue),
    ]
    let position = try pageTokens.open(request.pageToken, query: query)
    let page = try await assignments.assignments(
      in: organization, filter: filter,
      after: try position.map(ListPosition.init(texts:)) ?? .beforeOldest, size: size)
    return LearningV1.ListAssignmentsResponse(
      assignments: page.elements.map { LearningV1.Assignment($0) },
      nextPageToken: pageTokens.seal(next: page, query: query))
  }
}

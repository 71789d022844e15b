internal import Kernel
package import Messages
internal import QualityDomain
package import RPC

extension EvaluationService {
  package static let listEvaluationsPolicy = MethodPolicy(
    access: .subject(Permission("quality:evaluation:view")), deadlineMax: .seconds(5))

  package func listEvaluations(
    _ request: QualityV1.ListEvaluationsRequest, _ call: CallContext
  ) async throws -> QualityV1.ListEvaluationsResponse {
    let organization = call.caller.organization
    let filter = EvaluationFilter(
      visibility: call.visibility, viewer: call.caller.person,
      agent: try PersonID.optional(request.agentID, field: "agent_id"),
      state: try Evaluation.State.filter(request.state, field: "state"))
    let query = [
      call.method.path, organization.rawValue, request.agentID, filter.state?.rawValue ?? "",
    ]
    let page = try await evaluations.evaluations(
      in: organization, matching: filter,
      after: pageTokens.open(request.pageToken, query: query),
      size: PageSize(requested: request.pageSize))
    return QualityV1.ListEvaluationsResponse(
      evaluations: page.elements.map(QualityV1.Evaluation.init),
      nextPageToken: page.nextPosition.map { pageTokens.seal(position: $0, query: query) } ?? "")
  }
}

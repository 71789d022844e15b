internal import Kernel
package import Messages
internal import QualityDomain
package import RPC

extension InteractionService {
  package static let listInteractionsPolicy = MethodPolicy(
    access: .subject(Permission("quality:interaction:view")), deadlineMax: .seconds(5))

  package func listInteractions(
    _ request: QualityV1.ListInteractionsRequest, _ call: CallContext
  ) async throws -> QualityV1.ListInteractionsResponse {
    let organization = call.caller.organization
    let filter = try InteractionFilter(
      visibility: call.visibility,
      agent: PersonID.optional(request.agentID, field: "agent_id"),
      start: Workday.optional(request.startWorkday, field: "start_workday"),
      end: Workday.optional(request.endWorkday, field: "end_workday"))
    let query = [
      call.method.path, organization.rawValue, request.agentID,
      filter.start?.description ?? "", filter.end?.description ?? "",
    ]
    let page = try await interactions.interactions(
      in: organization, matching: filter,
      after: pageTokens.open(request.pageToken, query: query),
      size: PageSize(requested: request.pageSize))
    return QualityV1.ListInteractionsResponse(
      interactions: page.elements.map(QualityV1.Interaction.init),
      nextPageToken: page.nextPosition.map { pageTokens.seal(position: $0, query: query) } ?? "")
  }
}

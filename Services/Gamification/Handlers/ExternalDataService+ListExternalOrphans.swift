internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension ExternalDataService {
  package static let listExternalOrphansPolicy = MethodPolicy(
    access: .everything(Permission("gamification:externalData:view")), deadlineMax: .seconds(5))

  package func listExternalOrphans(
    _ request: GamificationV1.ListExternalOrphansRequest, _ call: CallContext
  ) async throws -> GamificationV1.ListExternalOrphansResponse {
    let size = try PageSize(requested: request.pageSize)
    let query = call.pageQuery()
    let position = try pageTokens.open(request.pageToken, query: query)
      .map { texts throws(ValidationError) in try ListPosition(texts: texts) }
    let page = try await data.orphans(
      in: call.caller.organization, after: position ?? .beforeOldest, at: clock.now(), size: size)
    return GamificationV1.ListExternalOrphansResponse(
      externalOrphans: page.elements.map { GamificationV1.ExternalOrphan($0) },
      nextPageToken: pageTokens.seal(next: page, query: query))
  }
}

internal import Kernel
internal import LearningDomain
package import Messages
package import RPC

extension ModuleService {
  package static let listModulesPolicy = MethodPolicy(
    access: .subject(Permission("learning:module:view")), deadlineMax: .seconds(5))

  package func listModules(
    _ request: LearningV1.ListModulesRequest, _ call: CallContext
  ) async throws -> LearningV1.ListModulesResponse {
    let organization = call.caller.organization
    let size = try PageSize(requested: request.pageSize)
    let query = [call.method.path, organization.rawValue]
    let position = try pageTokens.open(request.pageToken, query: query)
    let page = try await modules.modules(
      in: organization, after: try position.map(ListPosition.init(texts:)) ?? .beforeNewest,
      size: size)
    return LearningV1.ListModulesResponse(
      modules: page.elements.map { LearningV1.Module($0) },
      nextPageToken: pageTokens.seal(next: page, query: query))
  }
}

internal import DirectoryDomain
internal import Kernel
package import Messages
package import RPC

extension StructureService {
  package static let listTeamsPolicy = MethodPolicy(
    access: .subject(Permission("directory:structure:view")), deadlineMax: .seconds(5))

  package func listTeams(
    _ request: DirectoryV1.ListTeamsRequest, _ call: CallContext
  ) async throws -> DirectoryV1.ListTeamsResponse {
    let organization = call.caller.organization
    let size = try PageSize(requested: request.pageSize)
    let query = [call.method.path, organization.rawValue]
    let position = try pageTokens.open(request.pageToken, query: query)
    let page = try await structure.teams(
      in: organization, after: position?.first.map { TeamID(stored: $0) }, size: size)
    return DirectoryV1.ListTeamsResponse(
      teams: page.elements.map { DirectoryV1.Team($0) },
      nextPageToken: pageTokens.seal(next: page, query: query))
  }
}

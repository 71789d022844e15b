internal import DirectoryDomain
internal import Kernel
package import Messages
package import RPC

extension RoleService {
  package static let listGrantsPolicy = MethodPolicy(
    access: .subject(Permission("directory:role:view")), deadlineMax: .seconds(5))

  package func listGrants(
    _ request: DirectoryV1.ListGrantsRequest, _ call: CallContext
  ) async throws -> DirectoryV1.ListGrantsResponse {
    let organization = call.caller.organization
    let size = try PageSize(requested: request.pageSize)
    let person = try PersonID(optional: request.personID, field: "person_id")
    let query = [call.method.path, organization.rawValue, request.personID]
    let position = try pageTokens.open(request.pageToken, query: query)
    let page = try await grants.grants(
      in: organization, of: person, visibleTo: call.visibility,
      after: position.flatMap { GrantPosition($0) }, size: size)
    return DirectoryV1.ListGrantsResponse(
      grants: page.elements.map { DirectoryV1.Grant($0) },
      nextPageToken: pageTokens.seal(next: page, query: query))
  }
}

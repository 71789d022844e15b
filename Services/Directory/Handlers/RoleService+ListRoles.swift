internal import DirectoryDomain
internal import Kernel
package import Messages
package import RPC

extension RoleService {
  /// The roles are the same for everybody: the permission in any scope will do.
  package static let listRolesPolicy = MethodPolicy(
    access: .subject(Permission("directory:role:view")), deadlineMax: .seconds(5))

  package func listRoles(
    _ request: DirectoryV1.ListRolesRequest, _ call: CallContext
  ) async throws -> DirectoryV1.ListRolesResponse {
    let size = try PageSize(requested: request.pageSize)
    let query = [call.method.path, call.caller.organization.rawValue]
    let after = try pageTokens.open(request.pageToken, query: query)?.first
    let rest = Role.all.drop { role in
      after.map { !$0.utf8.lexicographicallyPrecedes(role.rawValue.utf8) } ?? false
    }
    let page = Page(Array(rest), size: size) { [$0.rawValue] }
    return DirectoryV1.ListRolesResponse(
      roles: page.elements.map { DirectoryV1.Role($0) },
      nextPageToken: pageTokens.seal(next: page, query: query))
  }
}

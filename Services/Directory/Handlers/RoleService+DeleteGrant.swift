internal import DirectoryDomain
internal import Kernel
package import Messages
package import RPC

extension RoleService {
  package static let deleteGrantPolicy = MethodPolicy(
    access: .everything(Permission("directory:grant:edit")), deadlineMax: .seconds(5))

  package func deleteGrant(
    _ request: DirectoryV1.DeleteGrantRequest, _ call: CallContext
  ) async throws -> DirectoryV1.DeleteGrantResponse {
    let id = try GrantID(parsing: request.grantID, field: "grant_id")
    let now = clock.now()
    return try await call.once(
      request.requestID, request,
      respond: { (_: GrantID) in DirectoryV1.DeleteGrantResponse() },
      perform: { once in
        try await grants.delete(
          id, in: call.caller.organization, by: call.caller.key, now: now, request: once)
      })
  }
}

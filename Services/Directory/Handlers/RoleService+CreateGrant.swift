internal import DirectoryDomain
internal import Kernel
package import Messages
package import RPC

extension RoleService {
  package static let createGrantPolicy = MethodPolicy(
    access: .everything(Permission("directory:grant:edit")), deadlineMax: .seconds(5))

  package func createGrant(
    _ request: DirectoryV1.CreateGrantRequest, _ call: CallContext
  ) async throws -> DirectoryV1.CreateGrantResponse {
    let grant = try DirectoryDomain.Grant(
      request.grant, id: ids.makeID(), createTime: clock.now())
    return try await call.once(
      request.requestID, request,
      respond: { DirectoryV1.CreateGrantResponse(grant: DirectoryV1.Grant($0)) },
      perform: { once in
        try await grants.create(
          grant, in: call.caller.organization, by: call.caller.key,
          targetField: DirectoryDomain.Grant.targetField, request: once)
      })
  }
}

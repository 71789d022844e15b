internal import DirectoryDomain
internal import Kernel
package import Messages
package import RPC

extension OrganizationService {
  package static let createOrganizationPolicy = MethodPolicy(
    access: .everything(Permission("directory:organization:edit")), deadlineMax: .seconds(10))

  package func createOrganization(
    _ request: DirectoryV1.CreateOrganizationRequest, _ call: CallContext
  ) async throws -> DirectoryV1.CreateOrganizationResponse {
    let organization = try DirectoryDomain.Organization(
      request.organization, id: call.caller.organization, createTime: clock.now())
    return try await call.once(
      request.requestID, request,
      respond: {
        DirectoryV1.CreateOrganizationResponse(organization: DirectoryV1.Organization($0))
      },
      perform: { once in
        try await organizations.create(
          organization, by: call.caller.key,
          timeZoneField: DirectoryDomain.Organization.timeZoneField, request: once)
      })
  }
}

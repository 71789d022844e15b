internal import DirectoryDomain
internal import Kernel
package import Messages
package import RPC

extension OrganizationService {
  /// The name and the time zone are nobody's data: any scope will do.
  package static let getOrganizationPolicy = MethodPolicy(
    access: .subject(Permission("directory:organization:view")), deadlineMax: .seconds(5))

  package func getOrganization(
    _ request: DirectoryV1.GetOrganizationRequest, _ call: CallContext
  ) async throws -> DirectoryV1.GetOrganizationResponse {
    let organization = try await organizations.organization(call.caller.organization)
    return DirectoryV1.GetOrganizationResponse(
      organization: DirectoryV1.Organization(organization))
  }
}

internal import DirectoryDomain
internal import Kernel
package import Messages
package import RPC

extension StructureService {
  package static let listDivisionsPolicy = MethodPolicy(
    access: .subject(Permission("directory:structure:view")), deadlineMax: .seconds(5))

  package func listDivisions(
    _ request: DirectoryV1.ListDivisionsRequest, _ call: CallContext
  ) async throws -> DirectoryV1.ListDivisionsResponse {
    let organization = call.caller.organization
    let size = try PageSize(requested: request.pageSize)
    let query = [call.method.path, organization.rawValue]
    let position = try pageTokens.open(request.pageToken, query: query)
    let page = try await structure.divisions(
      in: organization, after: position?.first.map { DivisionID(stored: $0) }, size: size)
    return DirectoryV1.ListDivisionsResponse(
      divisions: page.elements.map { DirectoryV1.Division($0) },
      nextPageToken: pageTokens.seal(next: page, query: query))
  }
}

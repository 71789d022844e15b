internal import DirectoryDomain
internal import Kernel
package import Messages
package import RPC

extension StructureService {
  package static let listQueuesPolicy = MethodPolicy(
    access: .subject(Permission("directory:structure:view")), deadlineMax: .seconds(5))

  package func listQueues(
    _ request: DirectoryV1.ListQueuesRequest, _ call: CallContext
  ) async throws -> DirectoryV1.ListQueuesResponse {
    let organization = call.caller.organization
    let size = try PageSize(requested: request.pageSize)
    let query = [call.method.path, organization.rawValue]
    let position = try pageTokens.open(request.pageToken, query: query)
    let page = try await structure.queues(
      in: organization, after: position?.first.map { QueueID(stored: $0) }, size: size)
    return DirectoryV1.ListQueuesResponse(
      queues: page.elements.map { DirectoryV1.Queue($0) },
      nextPageToken: pageTokens.seal(next: page, query: query))
  }
}

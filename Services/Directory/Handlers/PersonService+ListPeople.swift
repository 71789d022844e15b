internal import DirectoryDomain
internal import Kernel
package import Messages
package import RPC

extension PersonService {
  package static let listPeoplePolicy = MethodPolicy(
    access: .subject(Permission("directory:person:view")), deadlineMax: .seconds(5))

  package func listPeople(
    _ request: DirectoryV1.ListPeopleRequest, _ call: CallContext
  ) async throws -> DirectoryV1.ListPeopleResponse {
    let organization = call.caller.organization
    let size = try PageSize(requested: request.pageSize)
    let filter = PersonFilter(
      division: try DivisionID(optional: request.divisionID, field: "division_id"),
      team: try TeamID(optional: request.teamID, field: "team_id"),
      visibility: call.visibility)
    let query = [
      call.method.path, organization.rawValue, request.divisionID, request.teamID,
    ]
    let position = try pageTokens.open(request.pageToken, query: query)
    let page = try await people.people(
      in: organization, matching: filter,
      after: position?.first.map { PersonID(stored: $0) }, size: size)
    return DirectoryV1.ListPeopleResponse(
      people: page.elements.map { DirectoryV1.Person($0) },
      nextPageToken: pageTokens.seal(next: page, query: query))
  }
}

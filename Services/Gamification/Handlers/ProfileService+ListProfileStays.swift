internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension ProfileService {
  /// Whoever may see somebody's scorecard may know what it is made by.
  package static let listProfileStaysPolicy = MethodPolicy(
    access: .subject(Permission("gamification:scorecard:view")), deadlineMax: .seconds(5))

  package func listProfileStays(
    _ request: GamificationV1.ListProfileStaysRequest, _ call: CallContext
  ) async throws -> GamificationV1.ListProfileStaysResponse {
    let organization = call.caller.organization
    let person = try PersonID(parsing: request.personID, field: "person_id")
    let range = try WorkdayRange(
      startWorkday: request.startWorkday, endWorkday: request.endWorkday)
    let size = try PageSize(requested: request.pageSize)
    let query = call.pageQuery(
      person.rawValue, range.start.description, range.end.description)
    let position = try pageTokens.open(request.pageToken, query: query)?.first
      .map { text throws(ValidationError) in try Workday(parsing: text, field: "page_token") }
    try call.requireAccess(to: try await subjects.subjectOrStranger(person, in: organization))
    let page = try await memberships.stays(
      in: organization, of: person, over: range, after: position, size: size)
    return GamificationV1.ListProfileStaysResponse(
      profileStays: page.elements.map { GamificationV1.ProfileStay($0) },
      nextPageToken: pageTokens.seal(next: page, query: query))
  }
}

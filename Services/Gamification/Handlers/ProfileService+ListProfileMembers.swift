internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension ProfileService {
  package static let listProfileMembersPolicy = MethodPolicy(
    access: .subject(Permission("gamification:profile:view")), deadlineMax: .seconds(5))

  package func listProfileMembers(
    _ request: GamificationV1.ListProfileMembersRequest, _ call: CallContext
  ) async throws -> GamificationV1.ListProfileMembersResponse {
    let id = try ProfileID(parsing: request.profileID, field: "profile_id")
    let workday = try Workday.optional(request.workday, field: "workday")
    let size = try PageSize(requested: request.pageSize)
    let query = call.pageQuery(id.description, workday?.description ?? "")
    let position = try pageTokens.open(request.pageToken, query: query)
    // All pages are of the workday of the first one.
    let pageWorkday = try position?.last
      .map { text throws(ValidationError) in try Workday(parsing: text, field: "page_token") }
    let page = try await memberships.members(
      in: call.caller.organization,
      MemberQuery(
        profile: id, workday: workday ?? pageWorkday, visibility: call.visibility,
        lastPersonID: position?.first ?? ""), at: clock.now(), size: size)
    return GamificationV1.ListProfileMembersResponse(
      profileStays: page.elements.map { GamificationV1.ProfileStay($0) },
      nextPageToken: pageTokens.seal(next: page, query: query))
  }
}

internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension ProfileService {
  package static let validateProfileMembersPolicy = MethodPolicy(
    access: .everything(Permission("gamification:profile:update")), deadlineMax: .seconds(10))

  package func validateProfileMembers(
    _ request: GamificationV1.ValidateProfileMembersRequest, _ call: CallContext
  ) async throws -> GamificationV1.ValidateProfileMembersResponse {
    let id = try ProfileID(parsing: request.profileID, field: "profile_id")
    let people = try [PersonID](parsing: request.personIDs, field: "person_ids")
    guard !people.isEmpty else {
      throw ValidationError(field: "person_ids", reason: "must name somebody")
    }
    let (plan, roomCount) = try await memberships.plan(
      in: call.caller.organization, people, for: id,
      start: try Workday.optional(request.startWorkday, field: "start_workday"), at: clock.now())
    return GamificationV1.ValidateProfileMembersResponse(plan, roomCount: roomCount)
  }
}

internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension ProfileService {
  package static let changeProfileMembersPolicy = MethodPolicy(
    access: .everything(Permission("gamification:profile:update")), deadlineMax: .seconds(10))

  package func changeProfileMembers(
    _ request: GamificationV1.ChangeProfileMembersRequest, _ call: CallContext
  ) async throws -> GamificationV1.ChangeProfileMembersResponse {
    let change = try MembershipChange(
      profile: try ProfileID(parsing: request.profileID, field: "profile_id"),
      assigned: try [PersonID](parsing: request.assignPersonIDs, field: "assign_person_ids"),
      removed: try [PersonID](parsing: request.removePersonIDs, field: "remove_person_ids"),
      start: try Workday.optional(request.startWorkday, field: "start_workday"),
      movesPeople: request.move)
    return try await call.once(request.requestID, request) { result in
      GamificationV1.ChangeProfileMembersResponse(result)
    } perform: { idempotentRequest in
      try await memberships.changeMembers(
        in: call.caller.organization, change, audit: call.audit(ids), at: clock.now(),
        request: idempotentRequest)
    }
  }
}

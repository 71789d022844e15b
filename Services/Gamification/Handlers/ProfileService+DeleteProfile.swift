internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension ProfileService {
  package static let deleteProfilePolicy = MethodPolicy(
    access: .everything(Permission("gamification:profile:update")), deadlineMax: .seconds(5))

  package func deleteProfile(
    _ request: GamificationV1.DeleteProfileRequest, _ call: CallContext
  ) async throws -> GamificationV1.DeleteProfileResponse {
    let id = try ProfileID(parsing: request.profileID, field: "profile_id")
    return try await call.once(request.requestID, request) { (_: ProfileID) in
      GamificationV1.DeleteProfileResponse()
    } perform: { idempotentRequest in
      try await profiles.delete(
        in: call.caller.organization, id, audit: call.audit(ids), at: clock.now(),
        request: idempotentRequest)
    }
  }
}

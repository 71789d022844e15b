internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension ProfileService {
  package static let activateProfilePolicy = MethodPolicy(
    access: .everything(Permission("gamification:profile:update")), deadlineMax: .seconds(5))

  package func activateProfile(
    _ request: GamificationV1.ActivateProfileRequest, _ call: CallContext
  ) async throws -> GamificationV1.ActivateProfileResponse {
    let id = try ProfileID(parsing: request.profileID, field: "profile_id")
    let now = clock.now()
    return try await call.once(request.requestID, request) { stored in
      GamificationV1.ActivateProfileResponse(profile: GamificationV1.Profile(stored))
    } perform: { idempotentRequest in
      try await profiles.change(
        in: call.caller.organization, id, audit: call.audit(ids), at: now,
        request: idempotentRequest
      ) { $0.entering(.active, at: now) }
    }
  }
}

internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension ProfileService {
  package static let deactivateProfilePolicy = MethodPolicy(
    access: .everything(Permission("gamification:profile:update")), deadlineMax: .seconds(5))

  package func deactivateProfile(
    _ request: GamificationV1.DeactivateProfileRequest, _ call: CallContext
  ) async throws -> GamificationV1.DeactivateProfileResponse {
    let id = try ProfileID(parsing: request.profileID, field: "profile_id")
    let now = clock.now()
    return try await call.once(request.requestID, request) { stored in
      GamificationV1.DeactivateProfileResponse(profile: GamificationV1.Profile(stored))
    } perform: { idempotentRequest in
      try await profiles.change(
        in: call.caller.organization, id, audit: call.audit(ids), at: now,
        request: idempotentRequest
      ) { $0.entering(.inactive, at: now) }
    }
  }
}

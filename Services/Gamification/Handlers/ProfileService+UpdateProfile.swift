internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension ProfileService {
  package static let updateProfilePolicy = MethodPolicy(
    access: .everything(Permission("gamification:profile:update")), deadlineMax: .seconds(5))

  package func updateProfile(
    _ request: GamificationV1.UpdateProfileRequest, _ call: CallContext
  ) async throws -> GamificationV1.UpdateProfileResponse {
    guard let message = request.profile else {
      throw ValidationError(field: "profile", reason: "is required")
    }
    let id = try ProfileID(parsing: message.profileID, field: "profile.profile_id")
    let mask = try UpdateMask<ProfilePath>(request.updateMask)
    let now = clock.now()
    return try await call.once(request.requestID, request) { stored in
      GamificationV1.UpdateProfileResponse(profile: GamificationV1.Profile(stored))
    } perform: { idempotentRequest in
      try await profiles.change(
        in: call.caller.organization, id, audit: call.audit(ids), at: now,
        request: idempotentRequest
      ) { profile in
        let settings = try profile.settings.merging(message, mask, field: "profile")
        return try profile.changing(settings, etag: message.etag, at: now)
      }
    }
  }
}

internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension ProfileService {
  package static let createProfilePolicy = MethodPolicy(
    access: .everything(Permission("gamification:profile:update")), deadlineMax: .seconds(5))

  package func createProfile(
    _ request: GamificationV1.CreateProfileRequest, _ call: CallContext
  ) async throws -> GamificationV1.CreateProfileResponse {
    let draft = ProfileDraft(
      id: ids.makeID(), settings: try ProfileSettings(request.profile, field: "profile"),
      copying: request.copyProfileID.isEmpty
        ? nil : try ProfileID(parsing: request.copyProfileID, field: "copy_profile_id"))
    return try await call.once(request.requestID, request) { stored in
      GamificationV1.CreateProfileResponse(profile: GamificationV1.Profile(stored))
    } perform: { idempotentRequest in
      try await profiles.create(
        in: call.caller.organization, draft, ids, audit: call.audit(ids), at: clock.now(),
        request: idempotentRequest)
    }
  }
}

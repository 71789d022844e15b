internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension ProfileService {
  /// Profiles are the same for everybody: the permission is enough in any scope.
  package static let getProfilePolicy = MethodPolicy(
    access: .subject(Permission("gamification:profile:view")), deadlineMax: .seconds(5))

  package func getProfile(
    _ request: GamificationV1.GetProfileRequest, _ call: CallContext
  ) async throws -> GamificationV1.GetProfileResponse {
    let id = try ProfileID(parsing: request.profileID, field: "profile_id")
    let profile = try await profiles.profile(in: call.caller.organization, id, at: clock.now())
    return GamificationV1.GetProfileResponse(profile: GamificationV1.Profile(profile))
  }
}

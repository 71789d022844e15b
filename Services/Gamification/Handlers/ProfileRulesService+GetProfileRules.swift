internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension ProfileRulesService {
  /// Rules are the same for everybody: the permission is enough in any scope.
  package static let getProfileRulesPolicy = MethodPolicy(
    access: .subject(Permission("gamification:metric:view")), deadlineMax: .seconds(5))

  package func getProfileRules(
    _ request: GamificationV1.GetProfileRulesRequest, _ call: CallContext
  ) async throws -> GamificationV1.GetProfileRulesResponse {
    let profile = try ProfileID(parsing: request.profileID, field: "profile_id")
    let found = try await rules.rules(
      in: call.caller.organization, of: profile,
      on: try Workday.optional(request.workday, field: "workday"), at: clock.now())
    return GamificationV1.GetProfileRulesResponse(
      profileRules: GamificationV1.ProfileRules(found))
  }
}

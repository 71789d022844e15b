internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension GamificationSettingsService {
  /// Settings are the same for everybody: the permission is enough in any scope.
  package static let getGamificationSettingsPolicy = MethodPolicy(
    access: .subject(Permission("gamification:profile:view")), deadlineMax: .seconds(5))

  package func getGamificationSettings(
    _ request: GamificationV1.GetGamificationSettingsRequest, _ call: CallContext
  ) async throws -> GamificationV1.GetGamificationSettingsResponse {
    let version = try await settings.settings(
      in: call.caller.organization,
      on: try Workday.optional(request.workday, field: "workday"), at: clock.now())
    return GamificationV1.GetGamificationSettingsResponse(
      gamificationSettings: GamificationV1.GamificationSettings(version))
  }
}

internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension LeaderboardPrivacyService {
  /// What is shown of people is no secret to them: the permission is enough in any scope.
  package static let getLeaderboardPrivacyPolicy = MethodPolicy(
    access: .subject(Permission("gamification:leaderboard:view")), deadlineMax: .seconds(5))

  package func getLeaderboardPrivacy(
    _ request: GamificationV1.GetLeaderboardPrivacyRequest, _ call: CallContext
  ) async throws -> GamificationV1.GetLeaderboardPrivacyResponse {
    GamificationV1.GetLeaderboardPrivacyResponse(
      leaderboardPrivacy: GamificationV1.LeaderboardPrivacy(
        try await privacy.privacy(in: call.caller.organization)))
  }
}

internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension LeaderboardPrivacyService {
  package static let updateLeaderboardPrivacyPolicy = MethodPolicy(
    access: .everything(Permission("gamification:leaderboard:edit")), deadlineMax: .seconds(5))

  package func updateLeaderboardPrivacy(
    _ request: GamificationV1.UpdateLeaderboardPrivacyRequest, _ call: CallContext
  ) async throws -> GamificationV1.UpdateLeaderboardPrivacyResponse {
    let field = "leaderboard_privacy"
    guard let message = request.leaderboardPrivacy else {
      throw ValidationError(field: field, reason: "is required")
    }
    let (mode, divisions) = try BoardPrivacy.modes(message, field: field)
    let now = clock.now()
    return try await call.once(request.requestID, request) { stored in
      GamificationV1.UpdateLeaderboardPrivacyResponse(
        leaderboardPrivacy: GamificationV1.LeaderboardPrivacy(stored))
    } perform: { idempotentRequest in
      try await privacy.change(
        in: call.caller.organization, audit: call.audit(ids), request: idempotentRequest
      ) { try $0.changing(to: mode, divisions, etag: message.etag, at: now) }
    }
  }
}

internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension GamificationSettingsService {
  package static let updateGamificationSettingsPolicy = MethodPolicy(
    access: .everything(Permission("gamification:profile:update")), deadlineMax: .seconds(10))

  package func updateGamificationSettings(
    _ request: GamificationV1.UpdateGamificationSettingsRequest, _ call: CallContext
  ) async throws -> GamificationV1.UpdateGamificationSettingsResponse {
    let field = "gamification_settings"
    guard let message = request.gamificationSettings else {
      throw ValidationError(field: field, reason: "is required")
    }
    let mask = try UpdateMask<GamificationSettingsPath>(request.updateMask)
    let start = try Workday.optional(request.startWorkday, field: "start_workday")
    return try await call.once(request.requestID, request) { stored in
      GamificationV1.UpdateGamificationSettingsResponse(
        gamificationSettings: GamificationV1.GamificationSettings(stored))
    } perform: { idempotentRequest in
      try await settings.change(
        in: call.caller.organization, start: start, audit: call.audit(ids), at: clock.now(),
        request: idempotentRequest
      ) { version in
        try version.etag.check(message.etag)
        return try version.settings.merging(message, mask, field: field)
      }
    }
  }
}

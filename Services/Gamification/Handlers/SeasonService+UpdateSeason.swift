internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension SeasonService {
  package static let updateSeasonPolicy = MethodPolicy(
    access: .everything(Permission("gamification:profile:update")), deadlineMax: .seconds(5))

  package func updateSeason(
    _ request: GamificationV1.UpdateSeasonRequest, _ call: CallContext
  ) async throws -> GamificationV1.UpdateSeasonResponse {
    let field = "season"
    guard let message = request.season else {
      throw ValidationError(field: field, reason: "is required")
    }
    let id = try SeasonID(parsing: message.seasonID, field: "\(field).season_id")
    let mask = try UpdateMask<SeasonPath>(request.updateMask)
    let now = clock.now()
    return try await call.once(request.requestID, request) { stored in
      GamificationV1.UpdateSeasonResponse(season: GamificationV1.Season(stored))
    } perform: { idempotentRequest in
      try await seasons.change(
        in: call.caller.organization, id, audit: call.audit(ids), at: now,
        request: idempotentRequest
      ) { try $0.merging(message, mask, field: field, at: now) }
    }
  }
}

internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension SeasonService {
  package static let createSeasonPolicy = MethodPolicy(
    access: .everything(Permission("gamification:profile:update")), deadlineMax: .seconds(5))

  package func createSeason(
    _ request: GamificationV1.CreateSeasonRequest, _ call: CallContext
  ) async throws -> GamificationV1.CreateSeasonResponse {
    let draft = try SeasonDraft(request.season, id: ids.makeID(), field: "season")
    return try await call.once(request.requestID, request) { stored in
      GamificationV1.CreateSeasonResponse(season: GamificationV1.Season(stored))
    } perform: { idempotentRequest in
      try await seasons.create(
        in: call.caller.organization, draft, audit: call.audit(ids), at: clock.now(),
        request: idempotentRequest)
    }
  }
}

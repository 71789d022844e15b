internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension SeasonService {
  /// The time is for the standings of an organisation with very many people.
  package static let closeSeasonPolicy = MethodPolicy(
    access: .everything(Permission("gamification:profile:update")), deadlineMax: .seconds(60))

  package func closeSeason(
    _ request: GamificationV1.CloseSeasonRequest, _ call: CallContext
  ) async throws -> GamificationV1.CloseSeasonResponse {
    let closing = SeasonClosing(
      season: try SeasonID(parsing: request.seasonID, field: "season_id"),
      end: try Workday.optional(request.endWorkday, field: "end_workday"),
      next: try request.nextSeason.map { message throws(ValidationError) in
        try SeasonDraft(message, id: ids.makeID(), field: "next_season")
      }, etag: request.etag)
    return try await call.once(request.requestID, request) { (closed: ClosedSeason) in
      GamificationV1.CloseSeasonResponse(
        season: GamificationV1.Season(closed.season),
        nextSeason: closed.next.map { GamificationV1.Season($0) })
    } perform: { idempotentRequest in
      try await seasons.close(
        in: call.caller.organization, closing, audit: call.audit(ids), at: clock.now(),
        request: idempotentRequest)
    }
  }
}

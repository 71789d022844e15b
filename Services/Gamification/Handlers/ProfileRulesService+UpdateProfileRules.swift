internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension ProfileRulesService {
  package static let updateProfileRulesPolicy = MethodPolicy(
    access: .everything(Permission("gamification:profile:update")), deadlineMax: .seconds(5))

  package func updateProfileRules(
    _ request: GamificationV1.UpdateProfileRulesRequest, _ call: CallContext
  ) async throws -> GamificationV1.UpdateProfileRulesResponse {
    let field = "profile_rules"
    guard let message = request.profileRules else {
      throw ValidationError(field: field, reason: "is required")
    }
    let profile = try ProfileID(parsing: message.profileID, field: "\(field).profile_id")
    let start = try Workday.optional(request.startWorkday, field: "start_workday")
    return try await call.once(request.requestID, request) { stored in
      GamificationV1.UpdateProfileRulesResponse(
        profileRules: GamificationV1.ProfileRules(stored))
    } perform: { idempotentRequest in
      try await rules.change(
        in: call.caller.organization, of: profile, start: start, audit: call.audit(ids),
        at: clock.now(), request: idempotentRequest
      ) { context in
        try context.newest.etag.check(message.etag)
        return try ProfileRuleSettings(message, in: context, ids, field: field)
      }
    }
  }
}

internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension SimulationService {
  /// The time is for organisations with very many people.
  package static let dryRunPointsPolicy = MethodPolicy(
    access: .everything(Permission("gamification:profile:update")), deadlineMax: .seconds(600))

  package func dryRunPoints(
    _ request: GamificationV1.DryRunPointsRequest,
    _ responses: RPCResponseWriter<GamificationV1.DryRunPointsResponse>, _ call: CallContext
  ) async throws {
    guard (0...Int32(LeaderboardAccess.placesMax)).contains(request.leadersMax) else {
      throw ValidationError(
        field: "leaders_max", reason: "must be from 0 to \(LeaderboardAccess.placesMax)")
    }
    let organization = call.caller.organization
    let order = try SimulationOrder(
      days: request.days,
      rulesWorkday: try Workday.optional(request.rulesWorkday, field: "rules_workday"))
    let plan = try await simulations.plan(in: organization, order, at: clock.now())
    var settings = plan.settings
    if let draft = request.gamificationSettings {
      settings = try settings.merging(
        draft, try UpdateMask(nil), field: "gamification_settings")
    }
    let people = try await simulations.people(in: organization, of: nil, plan)
    var run = DryRun(plan, settings)
    try await forEach(of: people, in: organization, plan) { simulated, doneCount in
      try await responses.write(
        GamificationV1.DryRunPointsResponse(
          doneCount: Int32(clamping: doneCount), totalCount: Int32(clamping: people.count),
          people: simulated.map { GamificationV1.DryRunPerson(run.add($0)) }))
    }
    try await responses.write(
      GamificationV1.DryRunPointsResponse(
        doneCount: Int32(clamping: people.count), totalCount: Int32(clamping: people.count),
        summary: GamificationV1.DryRunSummary(
          run, over: plan.range,
          leadersMax: request.leadersMax == 0 ? 10 : Int(request.leadersMax))))
  }
}

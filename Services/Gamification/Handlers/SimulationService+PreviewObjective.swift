internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension SimulationService {
  /// The time is for profiles with very many people.
  package static let previewObjectivePolicy = MethodPolicy(
    access: .everything(Permission("gamification:profile:update")), deadlineMax: .seconds(600))

  package func previewObjective(
    _ request: GamificationV1.PreviewObjectiveRequest,
    _ responses: RPCResponseWriter<GamificationV1.PreviewObjectiveResponse>, _ call: CallContext
  ) async throws {
    guard let message = request.profileMetric else {
      throw ValidationError(field: "profile_metric", reason: "is required")
    }
    let organization = call.caller.organization
    let order = try SimulationOrder(
      days: request.days,
      rulesWorkday: try Workday.optional(request.rulesWorkday, field: "rules_workday"))
    let plan = try await simulations.plan(in: organization, order, at: clock.now())
    let (rule, profile) = try await tried(message, in: organization, plan)
    let people = try await simulations.people(in: organization, of: profile, plan)
    let totalCount = Int32(clamping: people.count)
    var trial = ObjectiveTrial(plan, rule, in: profile)
    try await forEach(of: people, in: organization, plan) { simulated, doneCount in
      for person in simulated { trial.add(person) }
      try await responses.write(
        GamificationV1.PreviewObjectiveResponse(
          doneCount: Int32(clamping: doneCount), totalCount: totalCount))
    }
    try await responses.write(
      GamificationV1.PreviewObjectiveResponse(
        doneCount: totalCount, totalCount: totalCount,
        preview: GamificationV1.ObjectivePreview(trial, over: plan.range)))
  }

  /// The metric that is to be tried: a stored one with other settings, or a new one.
  private func tried(
    _ message: GamificationV1.ProfileMetric, in organization: OrganizationID,
    _ plan: SimulationPlan
  ) async throws -> (rule: MetricRule, profile: ProfileID) {
    let field = "profile_metric"
    guard message.profileMetricID.isEmpty else {
      let id = try ProfileMetricID(
        parsing: message.profileMetricID, field: "\(field).profile_metric_id")
      let metric = try await metrics.metric(
        in: organization, id, on: plan.rulesDay, at: plan.now)
      let definition = try await simulations.definition(in: organization, metric.definitionID)
      let settings = try metric.merging(
        message, try UpdateMask(nil), of: definition, field: field)
      return (MetricRule(trying: settings, as: id, of: definition), metric.profile)
    }
    let profile = try ProfileID(parsing: message.profileID, field: "\(field).profile_id")
    guard plan.book.hasProfile(profile) else { throw GamificationError.profileNotFound(profile) }
    guard !message.metricDefinitionID.isEmpty else {
      throw ValidationError(field: "\(field).metric_definition_id", reason: "is required")
    }
    let definition = try await simulations.definition(
      in: organization, message.metricDefinitionID)
    let settings = try ProfileMetricSettings(message, of: definition, field: field)
    return (MetricRule(trying: settings, as: ids.makeID(), of: definition), profile)
  }
}

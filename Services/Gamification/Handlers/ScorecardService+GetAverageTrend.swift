internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension ScorecardService {
  package static let getAverageTrendPolicy = MethodPolicy(
    access: .subject(Permission("gamification:scorecard:view")), deadlineMax: .seconds(10))

  package func getAverageTrend(
    _ request: GamificationV1.GetAverageTrendRequest, _ call: CallContext
  ) async throws -> GamificationV1.GetAverageTrendResponse {
    let query = try AverageQuery(request, of: call)
    let now = clock.now()
    let results = try await scorecards.averages(
      in: call.caller.organization, query, at: now)
    let access = results.access(to: query.group, with: query.visibility)
    if access == nil { try call.requireAccessToEverything() }
    return GamificationV1.GetAverageTrendResponse(
      averageTrend: GamificationV1.AverageTrend(
        AverageTrend(results, for: access ?? .everybody), asOf: now))
  }
}

extension AverageQuery {
  fileprivate init(
    _ request: GamificationV1.GetAverageTrendRequest, of call: CallContext
  ) throws {
    let group = try AverageGroup(request)
    guard request.reportingInterval == 0 || group.profile != nil else {
      throw ValidationError(
        field: "reporting_interval", reason: "can only be used with profile_id")
    }
    self.init(
      group: group,
      span: try TrendSpan(
        start: try Workday.optional(request.startWorkday, field: "start_workday"),
        end: try Workday.optional(request.endWorkday, field: "end_workday"),
        interval: request.reportingInterval, daysMax: Self.daysMax),
      daysOfWeek: try Set(request.daysOfWeek),
      metric: request.metricID.isEmpty ? nil : request.metricID,
      visibility: call.visibility, caller: call.caller.person)
  }
}

extension AverageGroup {
  fileprivate init(_ request: GamificationV1.GetAverageTrendRequest) throws(ValidationError) {
    switch request.group {
    case .profileID(let id): self = .profile(try ProfileID(parsing: id, field: "profile_id"))
    case .divisionID(let id): self = .division(try DivisionID(parsing: id, field: "division_id"))
    case .teamID(let id): self = .team(try TeamID(parsing: id, field: "team_id"))
    case nil:
      throw ValidationError(field: "group", reason: "must be a profile, a division or a team")
    }
  }
}

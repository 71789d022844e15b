internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension ScorecardService {
  package static let getTrendPolicy = MethodPolicy(
    access: .subject(Permission("gamification:scorecard:view")), deadlineMax: .seconds(5))

  package func getTrend(
    _ request: GamificationV1.GetTrendRequest, _ call: CallContext
  ) async throws -> GamificationV1.GetTrendResponse {
    let organization = call.caller.organization
    let query = try TrendQuery(request)
    try call.requireAccess(
      to: try await subjects.subjectOrStranger(query.person, in: organization))
    let now = clock.now()
    let results = try await scorecards.trend(in: organization, query, at: now)
    let trend = try PersonTrend(
      results, metric: request.metricID.isEmpty ? nil : request.metricID)
    return GamificationV1.GetTrendResponse(trend: GamificationV1.Trend(trend, asOf: now))
  }
}

extension TrendQuery {
  fileprivate init(_ request: GamificationV1.GetTrendRequest) throws {
    self.init(
      person: try PersonID(parsing: request.personID, field: "person_id"),
      span: try TrendSpan(
        start: try Workday.optional(request.startWorkday, field: "start_workday"),
        end: try Workday.optional(request.endWorkday, field: "end_workday"),
        interval: request.reportingInterval, daysMax: Self.daysMax),
      daysOfWeek: try Set(request.daysOfWeek),
      reference: try Workday.optional(request.referenceWorkday, field: "reference_workday"))
  }
}

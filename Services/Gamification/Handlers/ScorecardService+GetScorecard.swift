internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension ScorecardService {
  package static let getScorecardPolicy = MethodPolicy(
    access: .subject(Permission("gamification:scorecard:view")), deadlineMax: .seconds(5))

  package func getScorecard(
    _ request: GamificationV1.GetScorecardRequest, _ call: CallContext
  ) async throws -> GamificationV1.GetScorecardResponse {
    let organization = call.caller.organization
    let person = try PersonID(parsing: request.personID, field: "person_id")
    let range = try WorkdayRange(
      startWorkday: request.startWorkday, endWorkday: request.endWorkday)
    try call.requireAccess(
      to: try await subjects.subjectOrStranger(person, in: organization))
    async let sums = scorecards.sums(in: organization, of: person, over: range)
    async let displayName = scorecards.displayName(in: organization, of: person)
    async let metrics = metrics.metrics(in: organization)
    let scorecard = Scorecard(
      person: person, displayName: try await displayName, range: range, sums: try await sums,
      metrics: try await metrics)
    return GamificationV1.GetScorecardResponse(scorecard: GamificationV1.Scorecard(scorecard))
  }
}

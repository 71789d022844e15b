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
    guard !request.includeDetails || range.start == range.end else {
      throw ValidationError(
        field: "include_details", reason: "can only be used with a single workday")
    }
    try call.requireAccess(
      to: try await subjects.subjectOrStranger(person, in: organization))
    let now = clock.now()
    let results = try await results.results(
      in: organization, of: person, over: range, withDetails: request.includeDetails, at: now)
    return GamificationV1.GetScorecardResponse(
      scorecard: GamificationV1.Scorecard(Scorecard(results, over: range), asOf: now))
  }
}

internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC
internal import WellKnownMessages

extension ScorecardService {
  package static let getAllTimePointsPolicy = MethodPolicy(
    access: .subject(Permission("gamification:scorecard:view")), deadlineMax: .seconds(10))

  package func getAllTimePoints(
    _ request: GamificationV1.GetAllTimePointsRequest, _ call: CallContext
  ) async throws -> GamificationV1.GetAllTimePointsResponse {
    let organization = call.caller.organization
    let person = try PersonID(parsing: request.personID, field: "person_id")
    let wanted = try Workday.optional(request.endWorkday, field: "end_workday")
    try call.requireAccess(
      to: try await subjects.subjectOrStranger(person, in: organization))
    let now = clock.now()
    let (points, end) = try await records.allTimePoints(
      in: organization, of: person, through: wanted, at: now)
    return GamificationV1.GetAllTimePointsResponse(
      endWorkday: GoogleType.Date(end), pointsHundredths: points.hundredths,
      asOfTime: GoogleProtobuf.Timestamp(now))
  }
}

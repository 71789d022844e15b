internal import GamificationDomain
internal import Kernel
package import Messages
package import RPC

extension ScorecardService {
  package static let getAttendancePolicy = MethodPolicy(
    access: .subject(Permission("gamification:scorecard:view")), deadlineMax: .seconds(5))

  package func getAttendance(
    _ request: GamificationV1.GetAttendanceRequest, _ call: CallContext
  ) async throws -> GamificationV1.GetAttendanceResponse {
    let organization = call.caller.organization
    let person = try PersonID(parsing: request.personID, field: "person_id")
    let range = try WorkdayRange(
      startWorkday: request.startWorkday, endWorkday: request.endWorkday
    ).checked(daysMax: TrendQuery.daysMax)
    try call.requireAccess(
      to: try await subjects.subjectOrStranger(person, in: organization))
    let days = try await scorecards.attendance(
      in: organization, of: person, over: range, at: clock.now())
    return GamificationV1.GetAttendanceResponse(
      attendanceWorkdays: days.map { GamificationV1.AttendanceWorkday($0) })
  }
}

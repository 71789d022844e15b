internal import CoachingDomain
internal import Kernel
package import Messages
package import RPC

extension AppointmentService {
  package static let listAppointmentsPolicy = MethodPolicy(
    access: .subject(Permission("coaching:appointment:view")), deadlineMax: .seconds(5))

  package func listAppointments(
    _ request: CoachingV1.ListAppointmentsRequest, _ call: CallContext
  ) async throws -> CoachingV1.ListAppointmentsResponse {
    let organization = call.caller.organization
    let size = try PageSize(requested: request.pageSize)
    let filter = AppointmentFilter(
      visibility: call.visibility, participant: call.caller.person,
      attendee: try PersonID.optional(request.attendeeID, field: "attendee_id"),
      state: try AppointmentState?(request.state, field: "state"))
    let query = [
      call.method.path, organization.rawValue, request.attendeeID, String(request.state.rawValue),
    ]
    let position = try pageTokens.open(request.pageToken, query: query)
    let page = try await appointments.appointments(
      in: organization, filter: filter,
      after: try position.map(ListPosition.init(texts:)) ?? .beforeOldest, size: size)
    return CoachingV1.ListAppointmentsResponse(
      appointments: page.elements.map { CoachingV1.Appointment($0) },
      nextPageToken: pageTokens.seal(next: page, query: query))
  }
}

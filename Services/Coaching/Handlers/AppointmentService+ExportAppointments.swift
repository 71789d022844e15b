internal import CoachingDomain
internal import Kernel
package import Messages
package import RPC

extension AppointmentService {
  package static let exportAppointmentsPolicy = MethodPolicy(
    access: .subject(Permission("coaching:appointment:view")), deadlineMax: .seconds(600))

  package func exportAppointments(
    _ request: CoachingV1.ExportAppointmentsRequest,
    _ responses: RPCResponseWriter<CoachingV1.ExportAppointmentsResponse>, _ call: CallContext
  ) async throws {
    let filter = AppointmentFilter(
      visibility: call.visibility, participant: call.caller.person,
      attendee: try PersonID.optional(request.attendeeID, field: "attendee_id"), state: nil)
    let size = try PageSize(requested: Int32(PageSize.rowsMax))
    var position: ListPosition? = .beforeOldest
    // The next page is read when the caller has taken the one before; no connection waits for it.
    while let start = position {
      let page = try await appointments.appointments(
        in: call.caller.organization, filter: filter, after: start, size: size)
      if !page.elements.isEmpty {
        try await responses.write(
          CoachingV1.ExportAppointmentsResponse(
            appointments: page.elements.map { CoachingV1.Appointment($0) }))
      }
      position = try page.nextPosition.map(ListPosition.init(texts:))
    }
  }
}

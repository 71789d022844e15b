internal import CoachingDomain
internal import Kernel
package import Messages
package import RPC

extension AppointmentService {
  package static let getAppointmentPolicy = MethodPolicy(
    access: .subject(Permission("coaching:appointment:view")), deadlineMax: .seconds(5))

  package func getAppointment(
    _ request: CoachingV1.GetAppointmentRequest, _ call: CallContext
  ) async throws -> CoachingV1.GetAppointmentResponse {
    let id = try AppointmentID(parsing: request.appointmentID, field: "appointment_id")
    let appointment = try await appointments.appointment(in: call.caller.organization, id: id)
    guard let appointment else { throw CoachingError.appointmentNotFound(id) }
    try await requireSight(of: appointment, call)
    return CoachingV1.GetAppointmentResponse(appointment: CoachingV1.Appointment(appointment))
  }
}

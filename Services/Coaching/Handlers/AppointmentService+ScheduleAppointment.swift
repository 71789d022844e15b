internal import CoachingDomain
internal import Kernel
package import Messages
package import RPC

extension AppointmentService {
  package static let scheduleAppointmentPolicy = MethodPolicy(
    access: .subject(Permission("coaching:appointment:edit")), deadlineMax: .seconds(5))

  package func scheduleAppointment(
    _ request: CoachingV1.ScheduleAppointmentRequest, _ call: CallContext
  ) async throws -> CoachingV1.ScheduleAppointmentResponse {
    let organization = call.caller.organization
    let id = try AppointmentID(parsing: request.appointmentID, field: "appointment_id")
    let schedule = AppointmentSchedule(
      facilitator: try PersonID(parsing: request.facilitatorID, field: "facilitator_id"),
      startTime: try Timestamp(request.startTime, field: "start_time"),
      length: try AppointmentLength?(request.lengthDuration, field: "length_duration"))
    let draft = try await appointments.appointment(in: organization, id: id)
    guard let draft else { throw CoachingError.appointmentNotFound(id) }
    try await requireAccess(to: draft, call)
    try await requireKnown(schedule.facilitator, field: "facilitator_id", call)
    let now = clock.now()
    return try await call.once(request.requestID, request) { stored in
      CoachingV1.ScheduleAppointmentResponse(appointment: CoachingV1.Appointment(stored))
    } perform: { idempotentRequest in
      try await appointments.schedule(
        in: organization, id: id, schedule, by: call.caller.key, at: now,
        request: idempotentRequest)
    }
  }
}

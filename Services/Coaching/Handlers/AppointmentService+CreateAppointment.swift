internal import CoachingDomain
internal import Kernel
package import Messages
package import RPC

extension AppointmentService {
  package static let createAppointmentPolicy = MethodPolicy(
    access: .subject(Permission("coaching:appointment:edit")), deadlineMax: .seconds(5))

  package func createAppointment(
    _ request: CoachingV1.CreateAppointmentRequest, _ call: CallContext
  ) async throws -> CoachingV1.CreateAppointmentResponse {
    let appointment = CoachingAppointment(
      id: ids.makeID(), plan: try AppointmentPlan(request.appointment, field: "appointment"),
      evaluation: nil, dueTime: nil, createTime: clock.now())
    // Access first: who has none does not learn whom the directory knows.
    try await requireAccess(to: appointment, call)
    for (index, attendee) in appointment.plan.attendees.enumerated() {
      try await requireKnown(attendee, field: "appointment.attendee_ids[\(index)]", call)
    }
    if let facilitator = appointment.plan.facilitator {
      try await requireKnown(facilitator, field: "appointment.facilitator_id", call)
    }
    return try await call.once(request.requestID, request) { stored in
      CoachingV1.CreateAppointmentResponse(appointment: CoachingV1.Appointment(stored))
    } perform: { idempotentRequest in
      try await appointments.create(
        in: call.caller.organization, appointment, by: call.caller.key,
        request: idempotentRequest)
    }
  }
}

internal import CoachingDomain
internal import Kernel
internal import RPC

extension AppointmentService {
  /// Checks that the caller may see an appointment: who takes part always may, others need access
  /// to one of the attendees.
  func requireSight(of appointment: CoachingAppointment, _ call: CallContext) async throws {
    if let person = call.caller.person, appointment.involves(person) { return }
    for attendee in appointment.plan.attendees {
      let subject = try await subjects.subjectOrStranger(
        attendee, in: call.caller.organization)
      if (try? call.requireAccess(to: subject)) != nil { return }
    }
    try call.requireAccessToEverything()
  }

  /// Checks that the caller has access to all attendees.
  func requireAccess(to appointment: CoachingAppointment, _ call: CallContext) async throws {
    for attendee in appointment.plan.attendees {
      try call.requireAccess(
        to: try await subjects.subjectOrStranger(attendee, in: call.caller.organization))
    }
  }

  /// Checks that the directory has told of a person.
  ///
  /// - Throws: ``ValidationError`` that names `field`.
  func requireKnown(_ person: PersonID, field: String, _ call: CallContext) async throws {
    guard try await subjects.subject(of: person, in: call.caller.organization) != nil else {
      throw ValidationError(field: field, reason: "is not known to the directory")
    }
  }
}

/// Why the service refuses something.
package enum CoachingError: Error, Hashable, Sendable {
  /// There is no such appointment in the organisation.
  case appointmentNotFound(AppointmentID)
  /// Facilitator and time of the appointment are fixed already.
  case appointmentNotDraft(AppointmentID)
  /// The appointment would begin before the present minute.
  case startsInPast
  /// The facilitator is one of the attendees.
  case facilitatorAttends
}

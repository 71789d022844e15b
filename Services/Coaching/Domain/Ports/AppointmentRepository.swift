package import Kernel

/// Keeps the appointments.
///
/// Besides the errors named, every method throws the store's own when the database fails.
package protocol AppointmentRepository: Sendable {
  /// Finds an appointment; `nil` when the organisation has no such appointment.
  func appointment(
    in organization: OrganizationID, id: AppointmentID
  ) async throws -> CoachingAppointment?

  /// Reads a page of the appointments that `filter` lets through, oldest first.
  ///
  /// A page may have fewer appointments than `size` although more follow.
  func appointments(
    in organization: OrganizationID, filter: AppointmentFilter, after position: ListPosition,
    size: PageSize
  ) async throws -> Page<CoachingAppointment>

  /// Stores a new appointment; `caller` is the ``Caller/key`` of who creates it, for the audit.
  func create(
    in organization: OrganizationID, _ appointment: CoachingAppointment, by caller: String,
    request: IdempotentRequest<CoachingAppointment>
  ) async throws -> IdempotentOutcome<CoachingAppointment>

  /// Fixes facilitator and time of a draft.
  ///
  /// - Throws: ``CoachingError/appointmentNotFound(_:)`` and what
  ///   ``CoachingAppointment/scheduled(_:now:)`` throws.
  func schedule(
    in organization: OrganizationID, id: AppointmentID, _ schedule: AppointmentSchedule,
    by caller: String, at now: Timestamp, request: IdempotentRequest<CoachingAppointment>
  ) async throws -> IdempotentOutcome<CoachingAppointment>

  /// Drafts the appointment that an evaluation leads to, once for each event and evaluation.
  func draft(
    in organization: OrganizationID, after evaluation: ReleasedEvaluation, event: ReceivedEvent,
    at now: Timestamp
  ) async throws -> EventApplication
}

/// Which appointments a list shows.
package struct AppointmentFilter: Hashable, Sendable {
  /// Whose appointments the caller may see.
  package let visibility: Visibility
  /// Who calls, always seeing the appointments to take part in; `nil` for a service.
  package let participant: PersonID?
  /// Only appointments of this attendee; `nil` for everybody's.
  package let attendee: PersonID?
  /// Only appointments in this state; `nil` for all.
  package let state: AppointmentState?

  package init(
    visibility: Visibility, participant: PersonID?, attendee: PersonID?, state: AppointmentState?
  ) {
    self.visibility = visibility
    self.participant = participant
    self.attendee = attendee
    self.state = state
  }
}

package import CoachingDomain
package import Kernel
package import Postgres

/// Keeps the appointments in `coaching.appointment`, `coaching.attendee` and
/// `coaching.failed_question`.
package struct PostgresAppointmentRepository: AppointmentRepository {
  private let pool: PostgresPool
  private let ids: any IDGenerator

  /// Makes a repository; `ids` makes the ids of audit rows and of the appointments that events
  /// lead to.
  package init(pool: PostgresPool, ids: any IDGenerator) {
    self.pool = pool
    self.ids = ids
  }

  package func appointment(
    in organization: OrganizationID, id: AppointmentID
  ) async throws -> CoachingAppointment? {
    try await pool.first(
      SelectAppointment(organization: organization, id: id), in: .organization(organization))
  }

  package func appointments(
    in organization: OrganizationID, filter: AppointmentFilter, after position: ListPosition,
    size: PageSize
  ) async throws -> Page<CoachingAppointment> {
    let count = min(size.rows, Page<CoachingAppointment>.appointmentsMax)
    let range = AppointmentRange(
      organization: organization, isScheduled: filter.state.map { $0 == .scheduled },
      position: position, rows: count + 1)
    let rows = try await select(filter, range, in: .organization(organization))
    let kept = Array(rows.prefix(count))
    let page = Page(
      elements: kept, nextPosition: rows.count > count ? kept.last.map(Self.position) : nil)
    return page.limitingText(position: Self.position)
  }

  package func create(
    in organization: OrganizationID, _ appointment: CoachingAppointment, by caller: String,
    request: IdempotentRequest<CoachingAppointment>
  ) async throws -> IdempotentOutcome<CoachingAppointment> {
    try await pool.withTransaction(.organization(organization)) { transaction in
      try await transaction.perform(request, organization: organization) {
        _ = try await insert(appointment, in: organization, transaction)
        try audit(
          "appointment.create", appointment.id, in: organization, by: caller, transaction)
        return appointment
      }
    }
  }

  package func schedule(
    in organization: OrganizationID, id: AppointmentID, _ schedule: AppointmentSchedule,
    by caller: String, at now: Timestamp, request: IdempotentRequest<CoachingAppointment>
  ) async throws -> IdempotentOutcome<CoachingAppointment> {
    try await pool.withTransaction(.organization(organization)) { transaction in
      try await transaction.perform(request, organization: organization) {
        let draft = try await transaction.first(
          LockAppointment(organization: organization, id: id))
        guard let draft else { throw CoachingError.appointmentNotFound(id) }
        let appointment = try draft.scheduled(schedule, now: now)
        try transaction.enqueue(
          UpdateSchedule(organization: organization, appointment: appointment))
        try audit("appointment.schedule", id, in: organization, by: caller, transaction)
        return appointment
      }
    }
  }

  package func draft(
    in organization: OrganizationID, after evaluation: ReleasedEvaluation, event: ReceivedEvent,
    at now: Timestamp
  ) async throws -> EventApplication {
    try await pool.withTransaction(.organization(organization)) { transaction in
      let isNew = try await transaction.recordInbox(
        organization: organization, eventID: event.id, source: event.source)
      guard isNew else { return .duplicate }
      guard let draft = evaluation.appointment(id: ids.makeID(), at: now) else { return .applied }
      if try await insert(draft, in: organization, transaction) {
        try audit(
          "appointment.create", draft.id, in: organization, by: "service:\(event.source)",
          transaction)
      }
      return .applied
    }
  }

  private static func position(_ appointment: CoachingAppointment) -> [String] {
    ListPosition(time: appointment.createTime, id: appointment.id.uuid).texts
  }

  private func select(
    _ filter: AppointmentFilter, _ range: AppointmentRange, in scope: TransactionScope
  ) async throws -> [CoachingAppointment] {
    if let attendee = filter.attendee {
      try await pool.execute(
        SelectAppointmentsOfAttendee(
          attendee: attendee, visibility: filter.visibility, participant: filter.participant,
          range: range),
        in: scope)
    } else if filter.visibility.everything {
      try await pool.execute(SelectAppointments(range: range), in: scope)
    } else {
      try await pool.execute(
        SelectVisibleAppointments(
          visibility: filter.visibility, participant: filter.participant, range: range),
        in: scope)
    }
  }

  /// Stores an appointment with all its parts; `false` when its evaluation has led to one already.
  private func insert(
    _ appointment: CoachingAppointment, in organization: OrganizationID,
    _ transaction: Transaction
  ) async throws -> Bool {
    let count = try await transaction.run(
      InsertAppointment(organization: organization, appointment: appointment))
    guard count > 0 else { return false }
    try transaction.enqueue(
      InsertAttendees(
        organization: organization, appointment: appointment.id,
        attendees: appointment.plan.attendees))
    if let questions = appointment.evaluation?.failedQuestions, !questions.isEmpty {
      try transaction.enqueue(
        InsertFailedQuestions(
          organization: organization, appointment: appointment.id, questions: questions))
    }
    return true
  }

  private func audit(
    _ action: String, _ appointment: AppointmentID, in organization: OrganizationID,
    by caller: String, _ transaction: Transaction
  ) throws {
    try transaction.audit(
      AuditRecord(
        organization: organization, id: ids.makeUUID(), caller: caller, action: action,
        subject: "appointment/\(appointment)", detail: JSONText("{}")))
  }
}

package import Kernel
package import LearningDomain
package import Postgres

/// Keeps the assignments in `learning.assignment`.
package struct PostgresAssignmentRepository: AssignmentRepository {
  /// The services that are told of completions.
  package static var eventDestinations: Set<String> { ["gamification"] }

  private let pool: PostgresPool
  private let ids: any IDGenerator
  private let encodeEvent: @Sendable (AssignmentCompletion, EventEnvelope) -> [UInt8]

  /// Makes a repository.
  ///
  /// `ids` makes the ids of events, audit rows and the assignments that events lead to;
  /// `encodeEvent` writes a completion in the form that other services read.
  package init(
    pool: PostgresPool, ids: any IDGenerator,
    encodeEvent: @escaping @Sendable (AssignmentCompletion, EventEnvelope) -> [UInt8]
  ) {
    self.pool = pool
    self.ids = ids
    self.encodeEvent = encodeEvent
  }

  package func assignment(
    in organization: OrganizationID, id: AssignmentID
  ) async throws -> LearningAssignment? {
    try await pool.first(
      SelectAssignment(organization: organization, id: id), in: .organization(organization))
  }

  package func assignments(
    in organization: OrganizationID, filter: AssignmentFilter, after position: ListPosition,
    size: PageSize
  ) async throws -> Page<LearningAssignment> {
    let range = AssignmentRange(
      organization: organization, isCompleted: filter.state.map { $0 == .completed },
      position: position, rows: size.rows + 1)
    let rows = try await select(filter, range, in: .organization(organization))
    return Page(rows, size: size) { assignment in
      ListPosition(time: assignment.createTime, id: assignment.id.uuid).texts
    }
  }

  package func assign(
    in organization: OrganizationID, _ order: AssignmentOrder, at now: Timestamp,
    request: IdempotentRequest<LearningAssignment>
  ) async throws -> IdempotentOutcome<LearningAssignment> {
    try await pool.withTransaction(.organization(organization)) { transaction in
      try await transaction.perform(request, organization: organization) {
        let module = try await transaction.first(
          SelectModule(organization: organization, id: order.module))
        guard let module else { throw LearningError.moduleNotFound(order.module) }
        let wanted = try module.assigned(
          to: order.person, because: order.reason, id: order.id, at: now)
        let stored = try await transaction.first(
          InsertOrSelectAssignment(organization: organization, assignment: wanted))
        guard let stored else {
          preconditionFailure("an insertion that updates on conflict returns a row")
        }
        guard stored.id == wanted.id else { return stored }
        try audit(
          "assignment.create", "assignment/\(stored.id)", in: organization, by: order.caller,
          transaction)
        return stored
      }
    }
  }

  package func complete(
    in organization: OrganizationID, id: AssignmentID, by caller: String, at now: Timestamp,
    request: IdempotentRequest<LearningAssignment>
  ) async throws -> IdempotentOutcome<LearningAssignment> {
    try await pool.withTransaction(.organization(organization)) { transaction in
      try await transaction.perform(request, organization: organization) {
        let stored = try await transaction.first(
          LockAssignment(organization: organization, id: id))
        guard let stored else { throw LearningError.assignmentNotFound(id) }
        guard let completed = stored.completed(at: now) else { return stored }
        let workday = try await transaction.first(
          CompleteAssignment(organization: organization, id: id, completeTime: now))
        guard let workday else { throw LearningError.organizationUnknown }
        try announce(
          AssignmentCompletion(completed, workday: workday), in: organization, at: now,
          transaction)
        try audit(
          "assignment.complete", "assignment/\(id)", in: organization, by: caller, transaction)
        return completed
      }
    }
  }

  package func assign(
    in organization: OrganizationID, after evaluation: ReleasedEvaluation, event: ReceivedEvent,
    at now: Timestamp
  ) async throws -> EventApplication {
    try await pool.withTransaction(.organization(organization)) { transaction in
      let isNew = try await transaction.recordInbox(
        organization: organization, eventID: event.id, source: event.source)
      guard isNew else { return .duplicate }
      let groups = evaluation.failedGroups.map(\.id)
      guard !groups.isEmpty else { return .applied }
      // A module can be bound to every failed group, and comes once for each of them.
      let modules = try await transaction.execute(
        SelectBoundModules(
          organization: organization, form: evaluation.form, groups: groups,
          rows: ReleasedEvaluation.groupsMax * ReleasedEvaluation.assignmentsMax))
      let assignments = evaluation.assignments(
        of: modules, makeID: { ids.makeID() }, at: now)
      guard !assignments.isEmpty else { return .applied }
      let count = try await transaction.run(
        InsertAssignments(organization: organization, assignments: assignments))
      if count > 0 {
        try audit(
          "assignment.create", "evaluation/\(evaluation.id)", in: organization,
          by: "service:\(event.source)", detail: "{\"assignment_count\":\(count)}", transaction)
      }
      return .applied
    }
  }

  private func select(
    _ filter: AssignmentFilter, _ range: AssignmentRange, in scope: TransactionScope
  ) async throws -> [LearningAssignment] {
    if let person = filter.person {
      try await pool.execute(
        SelectAssignmentsOfPerson(person: person, visibility: filter.visibility, range: range),
        in: scope)
    } else if filter.visibility.everything {
      try await pool.execute(SelectAssignments(range: range), in: scope)
    } else {
      try await pool.execute(
        SelectVisibleAssignments(visibility: filter.visibility, range: range), in: scope)
    }
  }

  private func announce(
    _ completion: AssignmentCompletion, in organization: OrganizationID, at now: Timestamp,
    _ transaction: Transaction
  ) throws {
    // Version 1 is the assignment, version 2 its completion; there is no third.
    let envelope = EventEnvelope(
      id: ids.makeUUID(), subject: "assignment/\(completion.assignment)", subjectVersion: 2,
      occurTime: now, recordTime: now)
    try transaction.append(
      OutboxEvent(
        eventID: envelope.id, organization: organization, subject: envelope.subject,
        subjectVersion: envelope.subjectVersion, type: "assignment.completed",
        payload: encodeEvent(completion, envelope), destinations: Self.eventDestinations))
  }

  private func audit(
    _ action: String, _ subject: String, in organization: OrganizationID, by caller: String,
    detail: String = "{}", _ transaction: Transaction
  ) throws {
    try transaction.audit(
      AuditRecord(
        organization: organization, id: ids.makeUUID(), caller: caller, action: action,
        subject: subject, detail: JSONText(detail)))
  }
}

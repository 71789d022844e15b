package import Kernel

/// Keeps the assignments.
///
/// Besides the errors named, every method throws the store's own when the database fails.
package protocol AssignmentRepository: Sendable {
  /// Finds an assignment; `nil` when the organisation has no such assignment.
  func assignment(
    in organization: OrganizationID, id: AssignmentID
  ) async throws -> LearningAssignment?

  /// Reads a page of the assignments that `filter` lets through, oldest first.
  func assignments(
    in organization: OrganizationID, filter: AssignmentFilter, after position: ListPosition,
    size: PageSize
  ) async throws -> Page<LearningAssignment>

  /// Assigns a published module by hand.
  ///
  /// - Returns: The new assignment, or the open one when the person has the module open.
  /// - Throws: ``LearningError/moduleNotFound(_:)``, ``LearningError/moduleNotPublished(_:)``.
  func assign(
    in organization: OrganizationID, _ order: AssignmentOrder, at now: Timestamp,
    request: IdempotentRequest<LearningAssignment>
  ) async throws -> IdempotentOutcome<LearningAssignment>

  /// Marks an assignment as completed and records the event for the other services.
  ///
  /// - Returns: The assignment; unchanged when it was completed before.
  /// - Throws: ``LearningError/assignmentNotFound(_:)``, ``LearningError/organizationUnknown``.
  func complete(
    in organization: OrganizationID, id: AssignmentID, by caller: String, at now: Timestamp,
    request: IdempotentRequest<LearningAssignment>
  ) async throws -> IdempotentOutcome<LearningAssignment>

  /// Assigns what an evaluation shows to be necessary, once for each event.
  func assign(
    in organization: OrganizationID, after evaluation: ReleasedEvaluation, event: ReceivedEvent,
    at now: Timestamp
  ) async throws -> EventApplication
}

/// Which assignments a list shows.
package struct AssignmentFilter: Hashable, Sendable {
  /// Whose assignments the caller may see.
  package let visibility: Visibility
  /// Only assignments of this person; `nil` for everybody's.
  package let person: PersonID?
  /// Only assignments in this state; `nil` for all.
  package let state: AssignmentState?

  package init(visibility: Visibility, person: PersonID?, state: AssignmentState?) {
    self.visibility = visibility
    self.person = person
    self.state = state
  }
}

/// The wish to assign a module by hand.
package struct AssignmentOrder: Hashable, Sendable {
  /// The id that the assignment gets.
  package let id: AssignmentID
  package let module: ModuleID
  package let person: PersonID
  /// Why, in words; may be empty.
  package let reason: String
  /// ``Caller/key`` of who assigns, for the audit.
  package let caller: String

  /// Checks an order.
  ///
  /// - Throws: ``ValidationError`` for `reason` when it is too long.
  package init(
    id: AssignmentID, module: ModuleID, person: PersonID, reason: String, caller: String
  ) throws(ValidationError) {
    self.id = id
    self.module = module
    self.person = person
    self.reason = try CheckedText.check(
      reason, characters: LearningAssignment.reasonCharacters, field: "reason")
    self.caller = caller
  }
}

package import Kernel

/// Which interactions are asked for.
package struct InteractionFilter: Hashable, Sendable {
  /// What the caller may see.
  package var visibility: Visibility
  /// Only of this agent; `nil` for all.
  package var agent: PersonID?
  /// Only of this workday and later; `nil` for all.
  package var start: Workday?
  /// Only of this workday and earlier; `nil` for all.
  package var end: Workday?

  /// Checks a filter.
  ///
  /// - Throws: ``ValidationError`` for a range of workdays that ``WorkdayRange`` refuses.
  package init(
    visibility: Visibility, agent: PersonID? = nil, start: Workday? = nil, end: Workday? = nil
  ) throws(ValidationError) {
    if let start, let end { _ = try WorkdayRange(from: start, through: end) }
    self.visibility = visibility
    self.agent = agent
    self.start = start
    self.end = end
  }
}

/// Keeps the interactions of organisations.
package protocol InteractionRepository: Sendable {
  /// Gets an interaction, whoever may see it.
  ///
  /// - Throws: ``QualityError/interactionNotFound(_:)``.
  func interaction(in organization: OrganizationID, id: InteractionID) async throws -> Interaction

  /// Lists interactions, oldest first.
  ///
  /// The position is ``Page/nextPosition`` of the page before.
  func interactions(
    in organization: OrganizationID, matching filter: InteractionFilter,
    after position: [String]?, size: PageSize
  ) async throws -> Page<Interaction>

  /// Counts interactions.
  func summary(
    in organization: OrganizationID, matching filter: InteractionFilter
  ) async throws -> InteractionSummary

  /// Stores the interactions that are not there yet, all in one statement.
  ///
  /// - Returns: How many were new.
  /// - Throws: ``QualityError/organizationUnknown``.
  func add(_ interactions: [InteractionFacts], context: ChangeContext) async throws -> Int
}

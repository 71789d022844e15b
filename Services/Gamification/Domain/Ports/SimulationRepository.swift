package import Kernel

/// Reads what past workdays are scored of again; writes nothing.
package protocol SimulationRepository: Sendable {
  /// Reads the rules, and which workdays are asked for.
  ///
  /// Throws ``GamificationError/organizationUnknown``, or ``ValidationError`` for `rules_workday`.
  func plan(
    in organization: OrganizationID, _ order: SimulationOrder, at now: Timestamp
  ) async throws -> SimulationPlan

  /// Reads who has something recorded on the workdays of a plan, by id: everybody, or those who
  /// are in a profile on the workday whose rules are taken.
  func people(
    in organization: OrganizationID, of profile: ProfileID?, _ plan: SimulationPlan
  ) async throws -> [PersonID]

  /// Reads the workdays of some people, in their order.
  func workdays(
    in organization: OrganizationID, of people: [PersonID], _ plan: SimulationPlan
  ) async throws -> [SimulatedPerson]

  /// Finds what an id means.
  ///
  /// Throws ``GamificationError/metricDefinitionNotFound(_:)``.
  func definition(
    in organization: OrganizationID, _ id: String
  ) async throws -> MetricDefinition
}

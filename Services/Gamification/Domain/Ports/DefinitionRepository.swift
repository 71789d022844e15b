package import Kernel

/// Keeps the definitions that organisations make.
package protocol DefinitionRepository: Sendable {
  /// Makes and stores a definition.
  ///
  /// Throws ``ValidationError`` for units that do not fit together,
  /// ``GamificationError/tooManyMetricDefinitions(limit:)``,
  /// ``GamificationError/externalMetricNotFound(_:)`` for what it is made of, and
  /// ``GamificationError/organizationUnknown`` while the directory has not told of it.
  func create(
    in organization: OrganizationID, _ id: MetricDefinitionID, _ draft: DefinitionDraft,
    audit: AuditContext, at now: Timestamp, request: IdempotentRequest<CustomDefinition>
  ) async throws -> IdempotentOutcome<CustomDefinition>

  /// Reads a definition; `nil` when there is none.
  func definition(
    in organization: OrganizationID, _ id: MetricDefinitionID
  ) async throws -> CustomDefinition?

  /// Reads a page of the definitions, oldest first.
  func definitions(
    in organization: OrganizationID, after position: ListPosition, size: PageSize
  ) async throws -> Page<CustomDefinition>

  /// Deletes a definition.
  ///
  /// Throws ``GamificationError/metricDefinitionNotFound(_:)``, or
  /// ``GamificationError/metricDefinitionInUse(_:)`` when a profile has a metric with it.
  func delete(
    in organization: OrganizationID, _ id: MetricDefinitionID, audit: AuditContext,
    request: IdempotentRequest<MetricDefinitionID>
  ) async throws -> IdempotentOutcome<MetricDefinitionID>
}

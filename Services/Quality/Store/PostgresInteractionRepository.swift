package import Kernel
package import Postgres
package import QualityDomain

/// Keeps interactions in the table `quality.interaction`.
package struct PostgresInteractionRepository: InteractionRepository {
  private let pool: PostgresPool
  private let ids: any IDGenerator

  package init(pool: PostgresPool, ids: any IDGenerator) {
    self.pool = pool
    self.ids = ids
  }

  package func interaction(
    in organization: OrganizationID, id: InteractionID
  ) async throws -> Interaction {
    let interaction = try await pool.first(
      SelectInteraction(organization: organization, interaction: id),
      in: .organization(organization))
    guard let interaction else { throw QualityError.interactionNotFound(id) }
    return interaction
  }

  package func interactions(
    in organization: OrganizationID, matching filter: InteractionFilter,
    after position: [String]?, size: PageSize
  ) async throws -> Page<Interaction> {
    let rows = try await pool.execute(
      SelectInteractions(
        organization: organization, filter: filter, after: position, rows: size.rows + 1),
      in: .organization(organization))
    return Page(rows, size: size, position: SelectInteractions.position)
  }

  package func summary(
    in organization: OrganizationID, matching filter: InteractionFilter
  ) async throws -> InteractionSummary {
    let summary = try await pool.first(
      SummarizeInteractions(organization: organization, filter: filter),
      in: .organization(organization))
    return summary
      ?? InteractionSummary(
        interactionCount: 0, handledCount: 0, agentCount: 0, workdayCount: 0, firstWorkday: nil,
        lastWorkday: nil)
  }

  package func add(
    _ interactions: [InteractionFacts], context: ChangeContext
  ) async throws -> Int {
    guard !interactions.isEmpty else { return 0 }
    let organization = context.organization
    return try await pool.withTransaction(.organization(organization)) { transaction in
      let outcome = try await transaction.first(
        InsertInteractions(
          organization: organization, importTime: context.time, interactions: interactions))
      guard let outcome, outcome.isOrganizationKnown else {
        throw QualityError.organizationUnknown
      }
      if outcome.createdCount > 0 {
        try transaction.audit(
          context, id: ids, "interaction.import", subject: "interaction",
          count: outcome.createdCount)
      }
      return outcome.createdCount
    }
  }
}

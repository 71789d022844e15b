package import GamificationDomain
package import Kernel
package import Postgres

/// Measures delays in `gamification.ledger_posting`.
package struct PostgresAwardDelays: AwardDelayRepository {
  private let pool: PostgresPool

  package init(pool: PostgresPool) { self.pool = pool }

  package func delay(
    in organization: OrganizationID, over window: AwardWindow
  ) async throws -> AwardDelay {
    let delay = try await pool.first(
      SelectAwardDelay(organization: organization, window: window),
      in: .organization(organization))
    guard let delay else { preconditionFailure("an aggregate is always one row") }
    return delay
  }
}

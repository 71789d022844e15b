internal import GamificationHandlers
internal import GamificationStore
internal import Postgres
internal import RPC
internal import ServiceHost

/// The gamification service.
@main
struct Gamification: ServiceDefinition {
  static let name = "gamification"
  static let migrations = GamificationMigrations.all

  static func makeServices(_ context: ServiceContext) -> [any RPCService] {
    let metrics = PostgresMetricRepository(pool: context.pool)
    let facts = PostgresFactRepository(pool: context.pool)
    return [
      MetricService(
        metrics: metrics, pageTokens: context.pageTokens, clock: context.clock, ids: context.ids),
      ProfileService(
        profiles: PostgresProfileRepository(pool: context.pool),
        memberships: PostgresMembershipRepository(pool: context.pool), subjects: context.replica,
        pageTokens: context.pageTokens, clock: context.clock, ids: context.ids),
      ProfileMetricService(
        metrics: PostgresProfileMetricRepository(pool: context.pool),
        pageTokens: context.pageTokens, clock: context.clock, ids: context.ids),
      MetricDefinitionService(
        definitions: PostgresDefinitionRepository(pool: context.pool),
        pageTokens: context.pageTokens, clock: context.clock, ids: context.ids),
      ExternalMetricService(
        metrics: PostgresExternalMetricRepository(pool: context.pool),
        pageTokens: context.pageTokens, clock: context.clock, ids: context.ids),
      FactService(facts: facts, metrics: metrics, clock: context.clock, ids: context.ids),
      ScorecardService(
        scorecards: PostgresScorecardRepository(pool: context.pool), metrics: metrics,
        subjects: context.replica),
      LeaderboardService(
        boards: BoardKeeper(
          source: PostgresBoardSource(pool: context.pool), clock: context.clock),
        pageTokens: context.pageTokens),
      LedgerService(
        ledger: PostgresLedgerRepository(pool: context.pool), subjects: context.replica,
        pageTokens: context.pageTokens),
      EventService(facts: facts, metrics: metrics, clock: context.clock, ids: context.ids),
    ]
  }

  static func main() async { await ServiceCommand.run(Self.self) }
}

internal import GamificationHandlers
internal import GamificationStore
internal import Kernel
internal import Postgres
internal import RPC
internal import ServiceHost

/// The gamification service.
@main
struct Gamification: ServiceDefinition {
  static let name = "gamification"
  static let migrations = GamificationMigrations.all

  static func makeServices(_ context: ServiceContext) -> [any RPCService] {
    setUpServices(context) + pointServices(context)
  }

  /// What profiles, metrics and settings are changed by.
  private static func setUpServices(_ context: ServiceContext) -> [any RPCService] {
    let (pool, ids) = (context.pool, context.ids)
    return [
      GamificationSettingsService(
        settings: PostgresSettingsRepository(pool: pool, ids: ids),
        pageTokens: context.pageTokens, clock: context.clock, ids: ids),
      ProfileService(
        profiles: PostgresProfileRepository(pool: pool, ids: ids),
        memberships: PostgresMembershipRepository(pool: pool, ids: ids),
        subjects: context.replica, pageTokens: context.pageTokens, clock: context.clock,
        ids: ids),
      ProfileMetricService(
        metrics: PostgresProfileMetricRepository(pool: pool, ids: ids),
        pageTokens: context.pageTokens, clock: context.clock, ids: ids),
      ProfileRulesService(
        rules: PostgresProfileRulesRepository(pool: pool, ids: ids),
        pageTokens: context.pageTokens, clock: context.clock, ids: ids),
      MetricDefinitionService(
        definitions: PostgresDefinitionRepository(pool: pool), pageTokens: context.pageTokens,
        clock: context.clock, ids: ids),
      ExternalMetricService(
        metrics: PostgresExternalMetricRepository(pool: pool), pageTokens: context.pageTokens,
        clock: context.clock, ids: ids),
    ]
  }

  /// What makes points and shows them.
  private static func pointServices(_ context: ServiceContext) -> [any RPCService] {
    let (pool, clock, ids) = (context.pool, context.clock, context.ids)
    let books = RuleBooks()
    let results = PostgresResultRepository(pool: pool, books: books)
    return [
      FactService(
        days: PostgresDayRepository(pool: pool, books: books, ids: ids), clock: clock, ids: ids),
      ExternalDataService(
        data: PostgresExternalDataRepository(pool: pool, books: books, ids: ids),
        pageTokens: context.pageTokens, clock: clock, ids: ids),
      EventService(
        events: PostgresEventRepository(pool: pool, books: books, ids: ids), clock: clock),
      ScorecardService(results: results, subjects: context.replica, clock: clock),
      LeaderboardService(
        boards: BoardKeeper(source: PostgresBoardSource(pool: pool), clock: clock),
        pageTokens: context.pageTokens),
      LedgerService(
        ledger: PostgresLedgerRepository(pool: pool, books: books),
        results: results, delays: PostgresAwardDelays(pool: pool), subjects: context.replica,
        pageTokens: context.pageTokens, clock: clock),
      SeasonService(
        seasons: PostgresSeasonRepository(pool: pool, books: books), subjects: context.replica,
        pageTokens: context.pageTokens, clock: clock, ids: ids),
      SimulationService(
        simulations: PostgresSimulationRepository(pool: pool, books: books),
        metrics: PostgresProfileMetricRepository(pool: pool, ids: ids), clock: clock, ids: ids),
    ]
  }

  static func makeJobs(_ context: ServiceContext) -> [any BackgroundJob] {
    [
      Recalculation(
        recalculations: PostgresRecalculations(
          pool: context.pool, books: RuleBooks(), ids: context.ids), clock: context.clock),
      AwardDelayReport(meter: AwardDelayMeter(pool: context.pool), clock: context.clock),
      ExternalPruning(
        retention: PostgresRetention(pool: context.pool, books: RuleBooks()),
        clock: context.clock),
    ]
  }

  static func main() async { await ServiceCommand.run(Self.self) }
}

/// Scores workdays again whose rules have changed.
private struct Recalculation: BackgroundJob {
  let recalculations: PostgresRecalculations
  let clock: any WallClock

  var name: String { "recalculation" }

  func step() async throws -> Bool { try await recalculations.step(at: clock.now()) }
}

/// Tells the metrics of the process how long people wait for points.
private struct AwardDelayReport: BackgroundJob {
  let meter: AwardDelayMeter
  let clock: any WallClock

  var name: String { "award_delay" }

  func step() async throws -> Bool { try await meter.step(at: clock.now()) }
}

/// Removes values of external metrics that are older than they are kept.
private struct ExternalPruning: BackgroundJob {
  let retention: PostgresRetention
  let clock: any WallClock

  var name: String { "external_pruning" }

  func step() async throws -> Bool { try await retention.step(at: clock.now()) }
}

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

  static func makeParts(_ context: ServiceContext) -> ServiceParts {
    let books = RuleBooks()
    let boards = BoardKeeper(
      source: PostgresBoardSource(pool: context.pool), clock: context.clock)
    return ServiceParts(
      handlers: setUpServices(context) + pointServices(context, books)
        + viewServices(context, books, boards) + boardServices(context, boards),
      jobs: makeJobs(context, books, boards))
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
        metrics: PostgresExternalMetricRepository(pool: pool, ids: ids),
        pageTokens: context.pageTokens, clock: context.clock, ids: ids),
    ]
  }

  /// What makes points.
  private static func pointServices(
    _ context: ServiceContext, _ books: RuleBooks
  ) -> [any RPCService] {
    let (pool, clock, ids) = (context.pool, context.clock, context.ids)
    return [
      FactService(
        days: PostgresDayRepository(pool: pool, books: books, ids: ids), clock: clock, ids: ids),
      ExternalDataService(
        data: PostgresExternalDataRepository(pool: pool, books: books, ids: ids),
        pageTokens: context.pageTokens, clock: clock, ids: ids),
      EventService(
        events: PostgresEventRepository(pool: pool, books: books, ids: ids), clock: clock),
    ]
  }

  /// What shows the points of people and groups.
  private static func viewServices(
    _ context: ServiceContext, _ books: RuleBooks, _ boards: BoardKeeper
  ) -> [any RPCService] {
    let (pool, clock, ids) = (context.pool, context.clock, context.ids)
    let results = PostgresResultRepository(pool: pool, books: books)
    return [
      ScorecardService(
        results: results, scorecards: PostgresScorecardRepository(pool: pool, books: books),
        records: PostgresRecordRepository(pool: pool, books: books), revisions: results,
        subjects: context.replica, pageTokens: context.pageTokens, clock: clock),
      InsightsService(
        insights: PostgresInsightRepository(pool: pool, books: books), boards: boards,
        subjects: context.replica, pageTokens: context.pageTokens, clock: clock),
      ExportService(
        exports: PostgresExportRepository(pool: pool, books: books),
        pageTokens: context.pageTokens, clock: clock, ids: ids),
      ObjectiveAgreementService(
        agreements: PostgresAgreementRepository(pool: pool, books: books),
        subjects: context.replica, pageTokens: context.pageTokens, clock: clock, ids: ids),
      HeldPointsService(
        heldPoints: PostgresHeldPointsRepository(pool: pool, books: books, ids: ids),
        subjects: context.replica, pageTokens: context.pageTokens, clock: clock, ids: ids),
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

  /// What ranks people and teams.
  private static func boardServices(
    _ context: ServiceContext, _ boards: BoardKeeper
  ) -> [any RPCService] {
    let (pool, clock, ids) = (context.pool, context.clock, context.ids)
    let stored = PostgresLeaderboardRepository(pool: pool)
    return [
      LeaderboardService(boards: boards, stored: stored, pageTokens: context.pageTokens),
      StoredLeaderboardService(
        stored: stored, boards: boards, pageTokens: context.pageTokens, clock: clock, ids: ids),
      LeaderboardPrivacyService(
        privacy: PostgresBoardPrivacyRepository(pool: pool), clock: clock, ids: ids),
    ]
  }

  /// What is done besides calls.
  private static func makeJobs(
    _ context: ServiceContext, _ books: RuleBooks, _ boards: BoardKeeper
  ) -> [any BackgroundJob] {
    let (pool, clock) = (context.pool, context.clock)
    return [
      Recalculation(
        recalculations: PostgresRecalculations(pool: pool, books: books, ids: context.ids),
        clock: clock),
      LeaderboardMaking(boards: boards),
      LeaderboardRefresh(snapshots: PostgresLeaderboardRefresh(pool: pool), clock: clock),
      PeriodSumming(sums: PeriodSums(pool: pool)),
      AwardDelayReport(meter: AwardDelayMeter(pool: pool), clock: clock),
      ExternalPruning(retention: PostgresRetention(pool: pool, books: books), clock: clock),
    ]
  }

  static func main() async { await ServiceCommand.run(Self.self) }
}

/// Keeps the sums of days, weeks and months up to date while nobody reads them.
private struct PeriodSumming: BackgroundJob {
  let sums: PeriodSums

  var name: String { "period sums" }

  func step() async throws -> Bool { try await sums.step() }
}

/// Scores workdays again whose rules have changed.
private struct Recalculation: BackgroundJob {
  let recalculations: PostgresRecalculations
  let clock: any WallClock

  var name: String { "recalculation" }

  func step() async throws -> Bool { try await recalculations.step(at: clock.now()) }
}

/// Makes leaderboards that took longer than their readers have waited.
private struct LeaderboardMaking: BackgroundJob {
  let boards: BoardKeeper

  var name: String { "leaderboard making" }

  func step() async throws -> Bool { await boards.makeAbandoned() }
}

/// Makes the snapshots of leaderboards when they are due.
private struct LeaderboardRefresh: BackgroundJob {
  let snapshots: PostgresLeaderboardRefresh
  let clock: any WallClock

  var name: String { "leaderboard refresh" }

  func step() async throws -> Bool { try await snapshots.step(at: clock.now()) }
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

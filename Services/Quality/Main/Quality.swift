internal import Kernel
internal import Postgres
internal import QualityDomain
internal import QualityHandlers
internal import QualityStore
internal import RPC
internal import ServiceHost

/// Wires the quality service.
@main
struct Quality: ServiceDefinition {
  static let name = "quality"
  static let migrations = QualityMigrations.all
  static let outboxDestinations = PostgresEvaluationRepository.destinations.sorted()

  static func makeParts(_ context: ServiceContext) -> ServiceParts {
    let (pool, ids) = (context.pool, context.ids)
    let forms = PostgresFormRepository(pool: pool, ids: ids)
    let interactions = PostgresInteractionRepository(pool: pool, ids: ids)
    let evaluations = PostgresEvaluationRepository(
      pool: pool, ids: ids, encodeEvent: \.eventBytes)
    return [
      FormService(forms: forms, clock: context.clock, pageTokens: context.pageTokens),
      InteractionService(
        interactions: interactions, subjects: context.replica, clock: context.clock,
        pageTokens: context.pageTokens),
      EvaluationService(
        evaluations: evaluations, forms: forms, subjects: context.replica,
        clock: context.clock, pageTokens: context.pageTokens),
    ]
  }

  static func main() async { await ServiceCommand.run(Self.self) }
}

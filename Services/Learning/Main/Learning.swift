internal import LearningHandlers
internal import LearningStore
internal import RPC
internal import ServiceHost

/// Wires the learning service.
@main struct Learning: ServiceDefinition {
  static let name = "learning"
  static let migrations = LearningMigrations.all
  static let outboxDestinations = PostgresAssignmentRepository.eventDestinations.sorted()

  static func makeParts(_ context: ServiceContext) -> ServiceParts {
    let modules = PostgresModuleRepository(pool: context.pool, ids: context.ids)
    let assignments = PostgresAssignmentRepository(pool: context.pool, ids: context.ids) {
      $0.encodedEvent($1)
    }
    return [
      ModuleService(
        modules: modules, clock: context.clock, ids: context.ids, pageTokens: context.pageTokens),
      AssignmentService(
        assignments: assignments, subjects: context.replica, clock: context.clock,
        ids: context.ids, pageTokens: context.pageTokens),
      EventService(assignments: assignments, clock: context.clock),
    ]
  }

  static func main() async { await ServiceCommand.run(Self.self) }
}

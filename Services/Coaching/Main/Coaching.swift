internal import CoachingHandlers
internal import CoachingStore
internal import RPC
internal import ServiceHost

/// Wires the coaching service.
@main struct Coaching: ServiceDefinition {
  static let name = "coaching"
  static let migrations = CoachingMigrations.all

  static func makeParts(_ context: ServiceContext) -> ServiceParts {
    let appointments = PostgresAppointmentRepository(pool: context.pool, ids: context.ids)
    return [
      AppointmentService(
        appointments: appointments, subjects: context.replica, clock: context.clock,
        ids: context.ids, pageTokens: context.pageTokens),
      EventService(appointments: appointments, clock: context.clock),
    ]
  }

  static func main() async { await ServiceCommand.run(Self.self) }
}

internal import DirectoryHandlers
internal import DirectoryStore
internal import Kernel
internal import RPC
internal import ServiceHost

@main
struct Directory: ServiceDefinition {
  static let name = "directory"
  static let migrations = DirectoryMigrations.all
  static let keepsDirectoryCopy = false

  static func makeAccessDirectory(_ context: ServiceContext) -> any AccessDirectory {
    PostgresAccessDirectory(pool: context.pool)
  }

  static func makeParts(_ context: ServiceContext) -> ServiceParts {
    let (pool, clock, ids) = (context.pool, context.clock, context.ids)
    let pageTokens = context.pageTokens
    return [
      OrganizationService(
        organizations: PostgresOrganizationRepository(pool: pool, ids: ids), clock: clock),
      PersonService(
        people: PostgresPersonRepository(pool: pool),
        subjects: PostgresAccessDirectory(pool: pool), pageTokens: pageTokens),
      StructureService(
        structure: PostgresStructureRepository(pool: pool), pageTokens: pageTokens),
      RoleService(
        grants: PostgresGrantRepository(pool: pool, ids: ids), clock: clock, ids: ids,
        pageTokens: pageTokens),
      ImportService(entries: PostgresImportRepository(pool: pool, ids: ids), clock: clock),
      ChangeService(changes: PostgresChangeRepository(pool: pool), clock: clock),
    ]
  }

  static func main() async { await ServiceCommand.run(Self.self) }
}

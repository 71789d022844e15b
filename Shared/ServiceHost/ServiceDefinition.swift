package import Kernel
package import Logging
package import Postgres
package import RPC

/// What makes a service of the suite different from the others; the wiring in its `Main`.
package protocol ServiceDefinition: Sendable {
  /// The name of the service: its schema, its identity and the first part of its error domain.
  static var name: String { get }

  /// The migrations of its schema, in order.
  static var migrations: [Migration] { get }

  /// The services that its events go to.
  static var outboxDestinations: [String] { get }

  /// Whether it follows the directory's changes into its own copy.
  static var keepsDirectoryCopy: Bool { get }

  /// Who may do what, and who is who, for access decisions.
  static func makeAccessDirectory(_ context: ServiceContext) -> any AccessDirectory

  /// The handlers and jobs with everything they need.
  static func makeParts(_ context: ServiceContext) -> ServiceParts
}

/// What a service does; one without jobs is the list of its handlers.
package struct ServiceParts: Sendable, ExpressibleByArrayLiteral {
  /// What answers calls.
  package let handlers: [any RPCService]
  /// What is done besides calls.
  package let jobs: [any BackgroundJob]

  package init(handlers: [any RPCService], jobs: [any BackgroundJob]) {
    self.handlers = handlers
    self.jobs = jobs
  }

  package init(arrayLiteral handlers: any RPCService...) {
    self.init(handlers: handlers, jobs: [])
  }
}

extension ServiceDefinition {
  package static var outboxDestinations: [String] { [] }

  package static var keepsDirectoryCopy: Bool { true }

  package static func makeAccessDirectory(_ context: ServiceContext) -> any AccessDirectory {
    context.replica
  }
}

/// What a service is made from.
package struct ServiceContext: Sendable {
  /// The database as the application role.
  package let pool: PostgresPool
  /// Tells instants.
  package let clock: any WallClock
  /// Makes ids.
  package let ids: any IDGenerator
  /// Seals page tokens.
  package let pageTokens: PageTokenSealer
  /// The service's copy of the directory.
  package let replica: DirectoryReplica
  /// Where background work writes its log lines.
  package let logger: Logger

  package init(
    pool: PostgresPool, clock: any WallClock, ids: any IDGenerator, pageTokens: PageTokenSealer,
    logger: Logger
  ) {
    self.pool = pool
    self.clock = clock
    self.ids = ids
    self.pageTokens = pageTokens
    self.logger = logger
    replica = DirectoryReplica(pool: pool)
  }
}

extension DirectoryReplica: AccessDirectory {}

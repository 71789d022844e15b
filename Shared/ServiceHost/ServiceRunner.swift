internal import Auth
internal import Foundation
package import Kernel
package import Logging
internal import Messages
internal import Postgres
package import RPC
internal import ServiceLifecycle
internal import Settings
internal import UnixSignals
internal import WellKnownMessages

/// Runs a service from its definition and its configuration.
package struct ServiceRunner<Definition: ServiceDefinition>: Sendable {
  private let configuration: ServiceConfiguration
  private let clock: any WallClock
  private let logger: Logger

  package init(
    _ definition: Definition.Type, configuration: ServiceConfiguration, clock: any WallClock,
    logger: Logger
  ) {
    self.configuration = configuration
    self.clock = clock
    self.logger = logger
  }

  /// Serves until the task is cancelled or, with signals, until SIGTERM or SIGINT.
  ///
  /// The calls that run then may finish, and background work ends in order.
  ///
  /// - Parameters:
  ///   - handlesSignals: Whether SIGTERM and SIGINT end the service.
  ///   - onReady: Called once with the address when calls are accepted.
  /// - Throws: ``MigrationError`` when the schema is too old, or why the address cannot be used.
  package func run(
    handlesSignals: Bool, onReady: @escaping @Sendable (RPCAddress) -> Void
  ) async throws {
    let schema = try SchemaName(parsing: Definition.name, field: "name")
    let pool = PostgresPool(
      url: configuration.databaseURL, schema: schema, limits: configuration.databaseLimits,
      logger: logger)
    do {
      try await serve(pool, handlesSignals: handlesSignals, onReady: onReady)
    } catch {
      await pool.shutdown()
      throw error
    }
    await pool.shutdown()
  }

  private func serve(
    _ pool: PostgresPool, handlesSignals: Bool, onReady: @escaping @Sendable (RPCAddress) -> Void
  ) async throws {
    let migrator = Migrator(
      schema: pool.schema, migrations: Definition.migrations)
    try await StartupPatience(limit: configuration.startupLimit)
      .perform(waitingFor: "database and schema", logger: logger) {
        try await migrator.requireCurrent(pool)
      }
    guard let pageTokens = PageTokenSealer(keyBytes: configuration.pageTokenKeyBytes) else {
      throw ValidationError(field: "page token key", reason: "must have 32 bytes")
    }
    let context = ServiceContext(
      pool: pool, clock: clock, ids: UUIDv7Generator(clock: clock), pageTokens: pageTokens,
      logger: logger)
    let verifier = try await TokenVerifier(trusting: configuration.trustedKeys, clock: clock)
    let authorizer = CallAuthorizer(
      verifier: verifier, directory: Definition.makeAccessDirectory(context))
    let health = HealthService()
    let channelz = ChannelzRegistry(clock: clock)
    let parts = Definition.makeParts(context)
    let services = offeredServices(parts.handlers, health, channelz)
    let server = RPCServer(
      configuration: configuration.server, services: services,
      channelz: channelz.registerServer(Definition.name),
      authorizer: { try await authorizer.authorize($0) }, logger: logger)
    let background = try await backgroundServices(parts.jobs, context, channelz)
    let listener = ServerService(
      server: server, health: health, processFile: configuration.processFile, onReady: onReady)
    let group = ServiceGroup(
      configuration: ServiceGroupConfiguration(
        services: (background + [listener]).map {
          .init(service: $0, successTerminationBehavior: .gracefullyShutdownGroup)
        },
        gracefulShutdownSignals: handlesSignals ? [.sigterm, .sigint] : [],
        logger: Logger(label: "lifecycle", factory: { _ in SwiftLogNoOpLogHandler() })))
    try await group.run()
  }

  /// The handlers, health, channelz for the operator, and reflection when it is on; health knows
  /// each of them by name.
  private func offeredServices(
    _ handlers: [any RPCService], _ health: HealthService, _ channelz: ChannelzRegistry
  ) -> [any RPCService] {
    // Addresses of callers are for whoever runs the suite.
    let policy = MethodPolicy(
      access: .servicesForEveryOrganization([CallAuthorizer.operatorName]),
      deadlineMax: .seconds(5))
    var services = handlers + [health, ChannelzService(registry: channelz, policy: policy)]
    if configuration.offersReflection {
      services.append(
        ReflectionService(
          offered: services, files: MessageDescriptors.all + WellKnownMessageDescriptors.all))
    }
    health.setStatus(.serving, ofAll: services)
    return services
  }

  /// The relays, the follower of the directory, housekeeping and the jobs of the service.
  private func backgroundServices(
    _ jobs: [any BackgroundJob], _ context: ServiceContext, _ channelz: ChannelzRegistry
  ) async throws -> [any Service] {
    var services: [any Service] = [
      Housekeeping(
        pool: context.pool, auditAge: configuration.auditAge, clock: clock, logger: logger)
    ]
    services += jobs.map { JobService(job: $0, logger: logger) }
    if let tls = configuration.tls {
      services.append(
        CertificateWatch(
          source: tls.client, interval: configuration.server.certificateReloadInterval,
          logger: logger))
    }
    let makesCalls = Definition.keepsDirectoryCopy || !Definition.outboxDestinations.isEmpty
    guard makesCalls else { return services }
    guard let pem = configuration.servicePrivateKeyPEM else {
      throw ValidationError(
        field: ServiceSetting.serviceKeyFile.name, reason: "is required: the service makes calls")
    }
    let signer = try await TokenSigner(
      keyID: "service:\(Definition.name)", pem: pem, clock: clock)
    let credentials = ServiceCredentials(name: Definition.name, signer: signer, clock: clock)
    if Definition.keepsDirectoryCopy {
      let client = try client(of: "directory", channelz)
      services.append(ClientService(client: client))
      services.append(
        DirectoryFollower(
          client: DirectoryV1.ChangeServiceClient(client), replica: context.replica,
          credentials: credentials, logger: logger))
    }
    for destination in Definition.outboxDestinations {
      let client = try client(of: destination, channelz)
      services.append(ClientService(client: client))
      services.append(
        OutboxRelay(
          destination: destination, outbox: Outbox(pool: context.pool),
          client: EventsV1.EventServiceClient(client), credentials: credentials, clock: clock,
          interval: configuration.relayInterval, refusalsMax: configuration.relayRefusalsMax,
          logger: logger))
    }
    return services
  }

  private func client(
    of service: String, _ channelz: ChannelzRegistry
  ) throws -> RPCClient {
    guard let endpoint = configuration.peers[service] else {
      throw ValidationError(
        field: ServiceSetting.peer(service).name, reason: "is required: the service calls it")
    }
    return RPCClient(
      target: RPCTarget(endpoint), tls: configuration.tls?.client, channelz: channelz,
      configuration: clientConfiguration, logger: logger)
  }

  /// Services of one suite are near each other and restart quickly, so attempts are close.
  private var clientConfiguration: RPCClientConfiguration {
    var client = RPCClientConfiguration()
    client.backoffInitial = .milliseconds(100)
    client.backoffMax = .seconds(2)
    client.connectTimeout = .seconds(5)
    client.logsFrames = configuration.server.logsFrames
    return client
  }
}

/// Closes a client when the service ends.
private struct ClientService: Service {
  let client: RPCClient

  func run() async throws {
    try? await gracefulShutdown()
    await client.close()
  }
}

/// Serves calls; ends by draining.
private struct ServerService: Service {
  let server: RPCServer
  let health: HealthService
  let processFile: String?
  let onReady: @Sendable (RPCAddress) -> Void

  func run() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        try await withGracefulShutdownHandler {
          try await server.run()
        } onGracefulShutdown: {
          health.serverWillDrain()
          server.drain()
        }
      }
      let address = try await server.listeningAddress()
      try writeProcessFile()
      onReady(address)
      try await group.waitForAll()
    }
    removeProcessFile()
  }

  private func writeProcessFile() throws {
    guard let processFile else { return }
    try Data("\(ProcessInfo.processInfo.processIdentifier)\n".utf8)
      .write(to: URL(filePath: processFile), options: .atomic)
  }

  private func removeProcessFile() {
    guard let processFile else { return }
    try? FileManager.default.removeItem(atPath: processFile)
  }
}

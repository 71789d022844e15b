package import Kernel
internal import Logging
package import Postgres
package import RPC
package import ServiceHost

/// One running service with its own database, for tests over a real socket.
///
/// The organisations `acme` and `globex` exist in the service's copy of the directory. The fixture
/// ends with its closure.
package struct ServiceFixture: Sendable {
  /// The organisation that tests work in.
  package static var acme: OrganizationID { OrganizationID(stored: "acme") }
  /// Another organisation, which must see nothing of the first.
  package static var globex: OrganizationID { OrganizationID(stored: "globex") }
  /// The time zone of both organisations.
  package static var timeZone: String { "Asia/Jerusalem" }

  package let database: TestDatabase
  /// The database as the service's own role.
  package let pool: PostgresPool
  /// Where the service serves.
  package let address: RPCAddress
  /// A client of the service; calls need options that say who calls.
  package let client: RPCClient
  /// The service's copy of the directory.
  package let replica: DirectoryReplica
  /// The clock that the service was given.
  package let clock: any WallClock

  private let keys: TestKeys

  /// Starts a service, runs a test and stops the service.
  ///
  /// - Parameters:
  ///   - definition: The wiring of the service, as its executable uses it.
  ///   - clock: The clock of the service.
  ///   - peers: Where the services are reached that this one calls.
  ///   - configure: Changes the configuration that tests share.
  ///   - test: Uses the running service.
  /// - Throws: What the test throws, or why the service did not start.
  package static func with<Definition: ServiceDefinition>(
    _ definition: Definition.Type, clock: any WallClock = SystemWallClock(),
    peers: [String: RPCEndpoint] = [:],
    configure: (inout ServiceConfiguration) -> Void = { _ in },
    _ test: (ServiceFixture) async throws -> Void
  ) async throws {
    let schema = try SchemaName(parsing: Definition.name, field: "name")
    let database = try await TestCluster.current.makeDatabase(
      schema: schema, migrations: Definition.migrations)
    let keys = try await TestKeys(clock: clock)
    var configuration = try await configuration(
      Definition.self, database: database, keys: keys, peers: peers)
    configure(&configuration)
    let runner = ServiceRunner(
      Definition.self, configuration: configuration, clock: clock,
      logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    let (addresses, ready) = AsyncStream.makeStream(of: RPCAddress.self)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        defer { ready.finish() }
        try await runner.run(handlesSignals: false) { ready.yield($0) }
      }
      guard let address = await addresses.first(where: { _ in true }) else {
        try await group.waitForAll()
        throw FixtureFailure(description: "\(Definition.name) ended before it served")
      }
      let fixture = ServiceFixture(
        database: database, address: address, keys: keys, clock: clock)
      do {
        if Definition.keepsDirectoryCopy { try await fixture.addOrganizations() }
        try await test(fixture)
      } catch {
        await fixture.close()
        group.cancelAll()
        throw error
      }
      await fixture.close()
      group.cancelAll()
      while let result = await group.nextResult() {
        if case .failure(let error) = result, !(error is CancellationError) { throw error }
      }
    }
  }

  private init(
    database: TestDatabase, address: RPCAddress, keys: TestKeys, clock: any WallClock
  ) {
    self.database = database
    self.address = address
    self.keys = keys
    self.clock = clock
    pool = database.makePool()
    replica = DirectoryReplica(pool: pool)
    client = RPCClient(endpoint: address)
  }

  private func close() async {
    await client.close()
    await pool.shutdown()
  }

  private static func configuration<Definition: ServiceDefinition>(
    _ definition: Definition.Type, database: TestDatabase, keys: TestKeys,
    peers: [String: RPCEndpoint]
  ) async throws -> ServiceConfiguration {
    let closed = RPCEndpoint(host: "127.0.0.1", port: 1)
    var known = peers
    for name in Definition.outboxDestinations + ["directory"] where known[name] == nil {
      known[name] = closed
    }
    return ServiceConfiguration(
      server: RPCServerConfiguration(
        host: "127.0.0.1", port: 0, errorDomain: "\(Definition.name).laurel"),
      databaseURL: database.appURL, databaseLimits: TestDatabase.limits,
      trustedKeys: keys.trusted, servicePrivateKeyPEM: keys.servicePEM(Definition.name),
      pageTokenKeyBytes: PageTokenSealer.makeKeyBytes(), peers: known,
      relayInterval: .milliseconds(20), relayRefusalsMax: 3, auditAge: .seconds(30 * 86_400))
  }

  private func addOrganizations() async throws {
    try await replica.apply(
      [Self.acme, Self.globex].map { organization in
        .organization(
          ReplicaOrganization(
            organization: organization, displayName: organization.rawValue,
            timeZone: Self.timeZone, version: 1))
      }, cursor: 1)
  }
}

/// Who calls in a test.
extension ServiceFixture {
  /// The options of a call by the operator's command, which may do everything.
  package func asOperator(in organization: OrganizationID = acme) async throws -> CallOptions {
    try await asService(CallAuthorizer.operatorName, in: organization)
  }

  /// The options of a call by a service.
  package func asService(
    _ name: String, in organization: OrganizationID = acme
  ) async throws -> CallOptions {
    try await options(.service(name), organization)
  }

  /// The options of a call by a person, who may do what was granted with the membership.
  package func asPerson(
    _ person: String, in organization: OrganizationID = acme
  ) async throws -> CallOptions {
    try await options(.person(PersonID(stored: person)), organization)
  }

  /// Puts a person into the service's copy of the directory.
  ///
  /// - Parameters:
  ///   - person: The id of the person.
  ///   - name: The name shown; the id when left out.
  ///   - division: The division, if any.
  ///   - team: The team, if any.
  ///   - manager: Whom the person reports to, if anybody.
  ///   - grants: What the person may do and where.
  ///   - organization: Where the person works.
  /// - Throws: What the database throws.
  package func addMember(
    _ person: String, name: String? = nil, division: String? = nil, team: String? = nil,
    manager: String? = nil, grants: [(Permission, DataScope)] = [],
    in organization: OrganizationID = acme
  ) async throws {
    let version = try await replica.cursor() + 1
    let member = ReplicaMember(
      organization: organization, person: PersonID(stored: person),
      displayName: name ?? person, division: division.map { DivisionID(stored: $0) },
      team: team.map { TeamID(stored: $0) }, manager: manager.map { PersonID(stored: $0) },
      isActive: true, version: version)
    let access = grants.enumerated().map { index, grant in
      ReplicaChange.grant(
        ReplicaGrant(
          organization: organization,
          id: ServerID(uuid: UUIDBits(high: UInt64(version), low: UInt64(index))),
          person: PersonID(stored: person), roleID: "test",
          access: AccessGrant(permissions: [grant.0], scope: grant.1), version: version))
    }
    try await replica.apply([.member(member)] + access, cursor: version)
  }

  private func options(
    _ identity: Caller.Identity, _ organization: OrganizationID
  ) async throws -> CallOptions {
    let token = try await keys.token(identity, organization)
    return CallOptions(
      metadata: RPCMetadata([(name: "authorization", value: "Bearer \(token)")]),
      timeout: .seconds(30))
  }
}

/// Why a fixture could not be made.
package struct FixtureFailure: Error, CustomStringConvertible {
  package let description: String
}

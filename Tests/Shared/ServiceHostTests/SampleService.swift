import Auth
import Kernel
import Logging
import Postgres
import RPC
import ServiceHost
import Synchronization
import TestSupport

/// A service that keeps a copy of the directory and sends events to `quality`.
struct SampleService: ServiceDefinition {
  static let name = "sample"
  static let migrations =
    [Migration.infrastructure(version: 1, schema: "sample")]
    + Migration.auditRetention(from: 2, schema: "sample")
  static let outboxDestinations = ["quality"]

  static func makeParts(_ context: ServiceContext) -> ServiceParts { [] }
}

/// A wall clock that moves when a test says so.
final class SteppingClock: WallClock {
  private let instant = Mutex(Timestamp(microseconds: 1_800_000_000_000_000))

  func now() -> Timestamp { instant.withLock { $0 } }

  func advance(by duration: Duration) {
    instant.withLock { $0 = $0.adding(duration) }
  }
}

/// A server of other services, a database of the sample service, and keys for its calls.
struct PeerFixture: Sendable {
  static let silent = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

  let pool: PostgresPool
  let client: RPCClient
  let credentials: ServiceCredentials
  let clock: SteppingClock

  /// Starts a server of the services, runs a test and stops it.
  static func with(
    _ services: [any RPCService], _ test: (PeerFixture) async throws -> Void
  ) async throws {
    let clock = SteppingClock()
    let subject = "service:\(SampleService.name)"
    let signer = try await TokenSigner(
      keyID: subject, pem: TokenSigner.makePrivateKeyPEM(), clock: clock)
    let keys = TrustedKeys(keys: [try signer.trustedKey(subject: subject, organization: "*")])
    let database = try await TestCluster.current.makeDatabase(
      schema: "sample", migrations: SampleService.migrations)
    let pool = database.makePool()
    let authorizer = CallAuthorizer(
      verifier: try await TokenVerifier(trusting: keys, clock: clock),
      directory: DirectoryReplica(pool: pool))
    let server = RPCServer(
      configuration: RPCServerConfiguration(
        host: "127.0.0.1", port: 0, errorDomain: "test.laurel"),
      services: services,
      authorizer: { try await authorizer.authorize($0) }, logger: silent)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await server.run() }
      let client = RPCClient(endpoint: try await server.listeningAddress())
      let fixture = PeerFixture(
        pool: pool, client: client,
        credentials: ServiceCredentials(name: SampleService.name, signer: signer, clock: clock),
        clock: clock)
      let result: Result<Void, any Error>
      do {
        result = .success(try await test(fixture))
      } catch {
        result = .failure(error)
      }
      await client.close()
      server.drain()
      try await group.waitForAll()
      await pool.shutdown()
      try result.get()
    }
  }
}

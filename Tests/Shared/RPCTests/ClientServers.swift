import Kernel
import Logging

@testable import RPC

/// Runs servers for tests of clients while `body` runs.
func withServers(
  _ count: Int = 1, services: [any RPCService] = [AttemptService(), TestService()],
  interceptors: [any ServerInterceptor] = [],
  authorizer: @escaping Authorizer = { _ in
    throw RPCStatus(code: .unauthenticated, message: "No.")
  },
  configure: @Sendable (inout RPCServerConfiguration) -> Void = { _ in },
  _ body: ([RPCServer]) async throws -> Void
) async throws {
  var logger = Logger(label: "test")
  logger.logLevel = .critical
  let servers = (0..<count).map { _ in
    var configuration = RPCServerConfiguration(
      host: "127.0.0.1", port: 0, errorDomain: "test.laurel")
    configuration.drainGrace = .seconds(5)
    configure(&configuration)
    return RPCServer(
      configuration: configuration, services: services, interceptors: interceptors,
      authorizer: authorizer, logger: logger)
  }
  try await withThrowingTaskGroup(of: Void.self) { group in
    for server in servers { group.addTask { try await server.run() } }
    for server in servers { _ = try await server.listeningAddresses() }
    let outcome: Result<Void, any Error>
    do {
      outcome = .success(try await body(servers))
    } catch {
      outcome = .failure(error)
    }
    for server in servers { server.drain() }
    try await group.waitForAll()
    try outcome.get()
  }
}

/// Makes a client for `body`, and closes it.
func withClient<Result>(
  _ target: RPCTarget, tls: TLSContextSource? = nil,
  interceptors: [any ClientInterceptor] = [], serviceConfig: String? = nil,
  configure: (inout RPCClientConfiguration) -> Void = { _ in },
  _ body: (RPCClient) async throws -> Result
) async throws -> Result {
  var configuration = RPCClientConfiguration()
  configuration.backoffInitial = .milliseconds(5)
  configuration.backoffMax = .milliseconds(20)
  if let serviceConfig { configuration.serviceConfig = try ServiceConfig(parsing: serviceConfig) }
  configure(&configuration)
  let client = RPCClient(
    target: target, tls: tls, interceptors: interceptors, configuration: configuration)
  do {
    let result = try await body(client)
    await client.close()
    return result
  } catch {
    await client.close()
    throw error
  }
}

extension RPCTarget {
  /// All of the servers.
  static func servers(_ servers: [RPCServer]) throws -> RPCTarget {
    try RPCTarget(
      parsing: "ipv4:" + servers.compactMap { $0.address?.description }.joined(separator: ","))
  }
}

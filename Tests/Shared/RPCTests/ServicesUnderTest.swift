import Kernel
import Logging
import Testing

@testable import RPC

/// Runs a server with some services on a free port while `body` calls it.
func withServer(
  offering services: [any RPCService], _ body: (RPCClient) async throws -> Void
) async throws {
  var configuration = RPCServerConfiguration(
    host: "127.0.0.1", port: 0, errorDomain: "test.laurel")
  configuration.drainGrace = .seconds(5)
  var logger = Logger(label: "test")
  logger.logLevel = .critical
  let server = RPCServer(
    configuration: configuration, services: services,
    authorizer: { _ in throw RPCStatus(code: .unauthenticated, message: "No.") },
    logger: logger)
  try await withThrowingTaskGroup(of: Void.self) { group in
    group.addTask { try await server.run() }
    let client = RPCClient(endpoint: try await server.listeningAddress())
    do {
      try await body(client)
    } catch {
      await client.close()
      server.drain()
      throw error
    }
    await client.close()
    server.drain()
    try await group.waitForAll()
  }
}

import Kernel
import Logging
import Testing
import WellKnownMessages

@testable import RPC

@Suite("Errors of sockets") struct SocketErrorTests {
  private static func makeServer(port: Int) -> RPCServer {
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    return RPCServer(
      configuration: RPCServerConfiguration(
        host: "127.0.0.1", port: port, errorDomain: "test.laurel"),
      services: [TestService()],
      authorizer: { _ in throw RPCStatus(code: .unauthenticated, message: "No.") },
      logger: logger)
  }

  @Test("A server says which address it cannot listen on, and why", .timeLimit(.minutes(2)))
  func takenPort() async throws {
    let server = Self.makeServer(port: 0)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await server.run() }
      let port = try await server.listeningAddress().port
      let expected = RPCListenError(
        address: "127.0.0.1:\(port)", reason: "Address already in use")
      await #expect(throws: expected) { try await Self.makeServer(port: port).run() }
      server.drain()
      try await group.waitForAll()
    }
  }

  @Test("A client says that a connection was refused, in the words of the operating system")
  func refusedConnection() async throws {
    // Nobody listens on the port of tcpmux.
    let client = RPCClient(endpoint: RPCEndpoint(host: "127.0.0.1", port: 1))
    let failure = await #expect(throws: RPCStatus.self) {
      let _: Bytes = try await client.unary(TestService.echo, Bytes())
    }
    await client.close()
    #expect(failure?.code == .unavailable)
    #expect(failure?.message.hasSuffix("127.0.0.1:1: Connection refused") == true)
  }
}

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

  /// Runs a server on a free port while `body` knows it.
  ///
  /// - Returns: The port, which is then free again.
  @discardableResult
  private static func withTakenPort(
    _ body: (Int) async throws -> Void = { _ in }
  ) async throws -> Int {
    let server = makeServer(port: 0)
    return try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await server.run() }
      let port = try await server.listeningAddress().port
      try await body(port)
      server.drain()
      try await group.waitForAll()
      return port
    }
  }

  @Test("A server says which address it cannot listen on, and why") func takenPort() async throws {
    try await Self.withTakenPort { port in
      let expected = RPCListenError(
        address: "127.0.0.1:\(port)", reason: "Address already in use")
      await #expect(throws: expected) { try await Self.makeServer(port: port).run() }
    }
  }

  @Test("A client says that a connection was refused, in the words of the operating system")
  func refusedConnection() async throws {
    let port = try await Self.withTakenPort()
    let client = RPCClient(endpoint: RPCEndpoint(host: "127.0.0.1", port: port))
    let failure = await #expect(throws: RPCStatus.self) {
      let _: Bytes = try await client.unary(TestService.echo, Bytes())
    }
    await client.close()
    #expect(failure?.code == .unavailable)
    #expect(failure?.message.hasSuffix("127.0.0.1:\(port): Connection refused") == true)
  }
}

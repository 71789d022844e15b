import Synchronization
import Testing
import WellKnownMessages

@testable import RPC

@Suite("Health checks of clients") struct ClientHealthTests {
  private static let config = #"""
    {"loadBalancingConfig": [{"round_robin": {}}],
     "healthCheckConfig": {"serviceName": "laurel.test.v1.Watched"}}
    """#
  private static let service = "laurel.test.v1.Watched"
  private static let pickFirst =
    #"{"healthCheckConfig": {"serviceName": "laurel.test.v1.Watched"}}"#

  private func echo(_ client: RPCClient, _ options: CallOptions = CallOptions()) async throws {
    let response: Bytes = try await client.unary(TestService.echo, Bytes(value: [1]), options)
    #expect(response.value == [1])
  }

  /// Servers that each tell a health of their own.
  private func withHealthServers(
    _ statuses: [HealthService.ServingStatus],
    _ body: ([RPCServer], [HealthService]) async throws -> Void
  ) async throws {
    try await withHealthServers(statuses[...], [], [], body)
  }

  private func withHealthServers(
    _ statuses: ArraySlice<HealthService.ServingStatus>, _ servers: [RPCServer],
    _ healths: [HealthService],
    _ body: ([RPCServer], [HealthService]) async throws -> Void
  ) async throws {
    guard let status = statuses.first else { return try await body(servers, healths) }
    let health = HealthService()
    health.setStatus(status, of: Self.service)
    try await withServers(services: [AttemptService(), TestService(), health]) { more in
      try await withHealthServers(
        statuses.dropFirst(), servers + more, healths + [health], body)
    }
  }

  /// The addresses that answer the next calls.
  private func answering(_ client: RPCClient) async throws -> Set<String> {
    var addresses: Set<String> = []
    for _ in 0..<10 {
      let report = CallReport()
      try await echo(client, CallOptions(waitForReady: true, report: report))
      addresses.insert(report.peerAddress ?? "")
    }
    return addresses
  }

  @Test("only servers that serve the watched service get calls, as long as they do")
  func rotation() async throws {
    try await withHealthServers([.serving, .notServing]) { servers, healths in
      let addresses = servers.compactMap { $0.address?.description }
      try await withClient(.servers(servers), serviceConfig: Self.config) { client in
        #expect(try await answering(client) == [addresses[0]])
        healths[1].setStatus(.serving, of: Self.service)
        while try await answering(client).count < 2 {}
        healths[0].setStatus(.notServing, of: Self.service)
        while try await answering(client) != [addresses[1]] {}
        #expect(servers.map(\.connectionCount) == [1, 1])
      }
    }
  }

  @Test("a call fails with UNAVAILABLE and the reason when no server serves the watched service")
  func nobodyServes() async throws {
    try await withHealthServers([.notServing]) { servers, _ in
      try await withClient(.servers(servers), serviceConfig: Self.config) { client in
        let status = try await status { try await echo(client) }
        #expect(status.code == .unavailable)
        #expect(status.message.contains("laurel.test.v1.Watched does not serve"))
      }
    }
  }

  @Test("a server that does not tell its health is taken to be healthy")
  func unimplemented() async throws {
    try await withServers { servers in
      try await withClient(.servers(servers), serviceConfig: Self.config) { client in
        try await echo(client)
      }
    }
  }

  @Test("where one server is used, its health does not count")
  func pickFirst() async throws {
    try await withHealthServers([.notServing]) { servers, _ in
      try await withClient(.servers(servers), serviceConfig: Self.pickFirst) { client in
        try await echo(client)
      }
    }
  }

  @Test("a watch that fails is begun again")
  func again() async throws {
    let health = FailingHealth()
    try await withServers(services: [AttemptService(), TestService(), health]) { servers in
      try await withClient(.servers(servers), serviceConfig: Self.config) { client in
        try await echo(client, CallOptions(timeout: .seconds(60), waitForReady: true))
        #expect(health.watches.withLock { $0 } == 3)
      }
    }
  }

  @Test("an answer that cannot be read ends the watch once, and one other is begun")
  func garbage() async throws {
    let health = GarbledHealth()
    try await withServers(services: [AttemptService(), TestService(), health]) { servers in
      try await withClient(.servers(servers), serviceConfig: Self.config) { client in
        try await echo(client, CallOptions(timeout: .seconds(60), waitForReady: true))
        // Ten times as long as the pause before a watch.
        try await Task.sleep(for: .milliseconds(200))
        #expect(health.watches.withLock { $0 } == 2)
      }
    }
  }

  @Test("a client whose calls have ended becomes idle, and the watch with it")
  func idle() async throws {
    try await withHealthServers([.serving]) { servers, _ in
      try await withClient(
        .servers(servers), serviceConfig: Self.config,
        configure: { $0.idleTimeout = .milliseconds(20) }
      ) { client in
        try await echo(client)
        for await state in client.connectivityStates where state == .idle { break }
        while servers[0].connectionCount > 0 { await Task.yield() }
      }
    }
  }
}

/// Answers the third watch.
private final class FailingHealth: RPCService {
  let watches = Mutex(0)

  var methods: [RPCMethod] {
    [
      .serverStreaming(
        HealthService.watch, policy: MethodPolicy(access: .anybody, deadlineMax: .seconds(30))
      ) {
        (
          _: GRPCHealthV1.HealthCheckRequest,
          responses: RPCResponseWriter<GRPCHealthV1.HealthCheckResponse>, _
        ) in
        let number = self.watches.withLock { watches in
          watches += 1
          return watches
        }
        guard number >= 3 else {
          throw RPCStatus(code: .unavailable, message: "Not yet.")
        }
        try await responses.write(GRPCHealthV1.HealthCheckResponse(status: .serving))
        try await Task.sleep(for: .seconds(30))
      }
    ]
  }
}

/// Answers the first watch with something that is no answer, and tells no more.
private final class GarbledHealth: RPCService {
  let watches = Mutex(0)

  var methods: [RPCMethod] {
    [
      .serverStreaming(
        HealthService.watch, policy: MethodPolicy(access: .anybody, deadlineMax: .seconds(30))
      ) { (_: GRPCHealthV1.HealthCheckRequest, responses: RPCResponseWriter<Bytes>, _) in
        let number = self.watches.withLock { watches in
          watches += 1
          return watches
        }
        guard number == 1 else {
          throw RPCStatus(code: .unimplemented, message: "No more.")
        }
        // The field is that of the status, but with bytes instead of a number.
        try await responses.write(Bytes(value: [1]))
        try await Task.sleep(for: .seconds(30))
      }
    ]
  }
}

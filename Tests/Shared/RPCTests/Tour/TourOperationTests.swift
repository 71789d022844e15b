import BenchmarkMessages
import Kernel
import Logging
import NIOCore
import NIOPosix
import Synchronization
import Testing
import WellKnownMessages

@testable import RPC

// The code of Shared/RPC/RPC.docc/Tour.md; DocumentationTests holds the two together.

@Suite("The tour of the runtime, in operation") struct TourOperationTests {
  private let entry = BenchmarkV1.Entry(entryID: "e1", title: "Hello")
  private let logger = {
    var logger = Logger(label: "tour")
    logger.logLevel = .critical
    return logger
  }()

  private static let retrying = """
    {
      "loadBalancingConfig": [{"round_robin": {}}],
      "methodConfig": [
        {
          "name": [{"service": "laurel.benchmark.v1.EchoService"}],
          "timeout": "10s",
          "retryPolicy": {
            "maxAttempts": 4,
            "initialBackoff": "0.01s",
            "maxBackoff": "1s",
            "backoffMultiplier": 2,
            "retryableStatusCodes": ["UNAVAILABLE"]
          }
        },
        {
          "name": [{"service": "laurel.benchmark.v1.EchoService", "method": "Echo"}],
          "hedgingPolicy": {
            "maxAttempts": 3,
            "hedgingDelay": "0.02s",
            "nonFatalStatusCodes": ["UNAVAILABLE"]
          }
        }
      ],
      "retryThrottling": {"maxTokens": 100, "tokenRatio": 0.1}
    }
    """

  @Test("service config: retries and hedges") func serviceConfig() async throws {
    let busy = BusyAtFirst(attempts: 2)
    try await withServers(services: [EchoHandlers()], interceptors: [busy]) { servers in
      let target = try RPCTarget.servers(servers)
      var configuration = RPCClientConfiguration()
      configuration.serviceConfig = try ServiceConfig(parsing: Self.retrying)
      let client = RPCClient(target: target, configuration: configuration, logger: logger)
      let echo = BenchmarkV1.EchoServiceClient(client)

      let retried = CallReport()
      try await echo.serverStream(
        .init(entry: entry, repeatCount: 1), options: CallOptions(report: retried)
      ) { responses in
        for try await _ in responses {}
      }
      #expect(retried.attemptCount == 3)

      let hedged = CallReport()
      _ = try await echo.echo(.init(entry: entry), options: CallOptions(report: hedged))
      #expect(hedged.attemptCount == 3)
      await client.close()
    }
  }

  @Test("waiting for a server that is not there yet") func waitForReady() async throws {
    let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .bind(host: "127.0.0.1", port: 0).get()
    let port = try #require(listener.localAddress?.port)
    try await listener.close()
    try await withClient(RPCTarget(parsing: "127.0.0.1:\(port)")) { client in
      let echo = BenchmarkV1.EchoServiceClient(client)
      let request = BenchmarkV1.EchoRequest(entry: entry)
      try await withThrowingTaskGroup { group in
        group.addTask {
          let options = CallOptions(timeout: .seconds(20), waitForReady: true)
          return try await echo.echo(request, options: options).entry
        }
        for await state in client.connectivityStates where state == .transientFailure { break }
        try await withServers(
          services: [EchoHandlers()],
          configure: {
            $0.listeners = [
              RPCListener(address: .inet(RPCAddress(host: "127.0.0.1", port: port)))
            ]
          }
        ) { _ in
          let answer = try await group.next()
          #expect(answer == entry)
        }
      }
    }
  }

  @Test("inside one process") func inProcess() async throws {
    let server = RPCServer(
      configuration: RPCServerConfiguration(listeners: [], errorDomain: "echo.example"),
      services: [EchoHandlers()],
      authorizer: { _ in throw RPCStatus(code: .unauthenticated, message: "Nobody.") },
      logger: logger)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await server.run() }
      _ = try await server.listeningAddresses()
      let client = RPCClient(inProcess: server)
      let echo = BenchmarkV1.EchoServiceClient(client)
      #expect(try await echo.echo(.init(entry: entry)).entry == entry)
      await client.close()
      server.drain()
      try await group.waitForAll()
    }
  }

  @Test("health, reflection and channelz") func services() async throws {
    let registry = ChannelzRegistry(clock: SystemWallClock())
    let operators = MethodPolicy(access: .anybody, deadlineMax: .seconds(5))
    let health = HealthService()
    var services: [any RPCService] = [EchoHandlers(), health]
    services.append(ChannelzService(registry: registry, policy: operators))
    services.append(
      ReflectionService(offered: services, files: WellKnownMessageDescriptors.all))
    health.setStatus(.serving, ofAll: services)

    let server = RPCServer(
      configuration: RPCServerConfiguration(
        host: "127.0.0.1", port: 0, errorDomain: "echo.example"),
      services: services, channelz: registry.registerServer("echo"),
      authorizer: { _ in throw RPCStatus(code: .unauthenticated, message: "Nobody.") },
      logger: logger)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await server.run() }
      let address = try await server.listeningAddress()
      let client = RPCClient(target: RPCTarget(address), channelz: registry, logger: logger)
      let check: GRPCHealthV1.HealthCheckResponse = try await client.unary(
        Self.healthCheck,
        GRPCHealthV1.HealthCheckRequest(service: "laurel.benchmark.v1.EchoService"))
      #expect(check.status == .serving)

      let channels: GRPCChannelzV1.GetTopChannelsResponse = try await client.unary(
        Self.topChannels, GRPCChannelzV1.GetTopChannelsRequest())
      #expect(channels.channel.first?.data?.callsSucceeded == 1)
      let servers: GRPCChannelzV1.GetServersResponse = try await client.unary(
        Self.servers, GRPCChannelzV1.GetServersRequest())
      #expect(servers.server.first?.data?.callsStarted == 3)
      await client.close()
      server.drain()
      try await group.waitForAll()
    }
  }

  private static let healthCheck = MethodDescriptor(
    service: "grpc.health.v1.Health", name: "Check", kind: .unary)
  private static let servers = MethodDescriptor(
    service: "grpc.channelz.v1.Channelz", name: "GetServers", kind: .unary)
  private static let topChannels = MethodDescriptor(
    service: "grpc.channelz.v1.Channelz", name: "GetTopChannels", kind: .unary)
}

/// Fails the first attempts of each call.
struct BusyAtFirst: ServerInterceptor {
  let attempts: Int

  func intercept<Result: Sendable>(
    _ context: CallContext, _ next: @Sendable () async throws -> Result
  ) async throws -> Result {
    let previous = Int(context.metadata["grpc-previous-rpc-attempts"] ?? "0") ?? 0
    guard previous >= attempts else { throw RPCStatus(code: .unavailable, message: "Busy.") }
    return try await next()
  }
}

/// Keeps a value of the metadata of each call.
final class SeenMetadata: ServerInterceptor {
  private let name: String
  private let protected = Mutex<[String]>([])

  init(name: String) { self.name = name }

  var values: [String] { protected.withLock(\.self) }

  func intercept<Result: Sendable>(
    _ context: CallContext, _ next: @Sendable () async throws -> Result
  ) async throws -> Result {
    protected.withLock { $0 += context.metadata.values(of: name) }
    return try await next()
  }
}

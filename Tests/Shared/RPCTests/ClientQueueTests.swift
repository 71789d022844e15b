import Logging
import NIOPosix
import Testing
import WellKnownMessages

@testable import RPC

@Suite("Calls that wait in a client") struct ClientQueueTests {
  /// Makes calls that nobody answers, all at a time, and counts how they end.
  ///
  /// As soon as `refusals` of them are refused, the others are cancelled; should that not happen,
  /// they reach their deadline.
  private func outcomes(
    _ client: RPCClient, of count: Int, after refusals: Int
  ) async -> [RPCCode: Int] {
    await withTaskGroup(of: RPCCode.self) { group in
      for _ in 0..<count {
        group.addTask { await outcome(client, deadline: .seconds(60)) }
      }
      var outcomes: [RPCCode: Int] = [:]
      for await code in group {
        outcomes[code, default: 0] += 1
        if outcomes[.resourceExhausted] == refusals { group.cancelAll() }
      }
      return outcomes
    }
  }

  @Test("are refused when too many wait for a stream, but not because of those that have ended")
  func streams() async throws {
    try await withServers(
      services: [TestService()], configure: { $0.concurrentStreamsMax = 1 }
    ) { servers in
      try await withClient(
        .servers(servers), configure: { $0.queuedCallsMax = 3 }
      ) { client in
        _ = try await client.unary(TestService.echo, Bytes()) as Bytes
        for _ in 0..<3 {
          let outcomes = await outcomes(client, of: 6, after: 2)
          #expect(outcomes == [.cancelled: 4, .resourceExhausted: 2])
          await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
              group.addTask {
                #expect(await outcome(client, deadline: .milliseconds(100)) == .deadlineExceeded)
              }
            }
          }
        }
        _ = try await client.unary(TestService.echo, Bytes()) as Bytes
      }
    }
  }

  @Test("are refused when too many wait for the first addresses")
  func addresses() async throws {
    var configuration = RPCClientConfiguration()
    configuration.queuedCallsMax = 3
    let client = RPCClient(
      ClientParts(
        target: try RPCTarget(parsing: "silent"), tls: nil,
        connector: SocketConnector(userTimeout: nil), resolver: SilentResolver()),
      credentials: nil, interceptors: [], channelz: nil, configuration: configuration,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
      eventLoop: MultiThreadedEventLoopGroup.singleton.next())
    for _ in 0..<2 {
      let outcomes = await outcomes(client, of: 5, after: 2)
      #expect(outcomes == [.cancelled: 3, .resourceExhausted: 2])
    }
    await client.close()
  }
}

/// How a call ends that nobody answers.
private func outcome(_ client: RPCClient, deadline: Duration) async -> RPCCode {
  do {
    let options = CallOptions(timeout: deadline)
    _ = try await client.unary(TestService.wait, Text(), options) as Text
    return .ok
  } catch {
    return (error as? RPCStatus)?.code ?? .unknown
  }
}

/// Looks a name up for ever.
private struct SilentResolver: NameResolver {
  let canChange = true

  func resolve() async throws(NameResolutionError) -> ResolvedTarget {
    try? await Task.sleep(for: .seconds(60))
    throw .cancelled(host: "silent")
  }
}

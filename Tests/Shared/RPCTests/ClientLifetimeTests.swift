import Logging
import NIOCore
import NIOPosix
import Testing
import WellKnownMessages

@testable import RPC

@Suite("RPCClient that is no longer used", .timeLimit(.minutes(1))) struct ClientLifetimeTests {
  @Test(
    "leaves nothing behind, closed or dropped, connected or refused",
    arguments: [true, false], [true, false])
  func lifetime(isClosed: Bool, isRefused: Bool) async throws {
    try await withServers { servers in
      let eventLoop = MultiThreadedEventLoopGroup.singleton.next()
      let connection = NIOLoopBoundBox.makeBoxSendingValue(
        WeakConnection(), eventLoop: eventLoop)
      weak var connector: ObservedConnector?
      do {
        let used = ObservedConnector(connection)
        connector = used
        let target =
          isRefused ? try RPCTarget(parsing: "127.0.0.1:1") : try RPCTarget.servers(servers)
        let client = RPCClient(
          ClientParts(
            target: target, tls: nil, connector: used,
            resolver: target.makeResolver(threadPool: .singleton, eventLoop: eventLoop)),
          credentials: nil, interceptors: [], channelz: nil,
          configuration: RPCClientConfiguration(), logger: Logger(label: "test"),
          eventLoop: eventLoop)
        do {
          let response: Bytes = try await client.unary(
            TestService.echo, Bytes(value: [1]), CallOptions(timeout: .seconds(3_600)))
          #expect(response.value == [1])
          #expect(try await eventLoop.submit { connection.value.object != nil }.get())
        } catch let status as RPCStatus {
          #expect(isRefused && status.code == .unavailable)
        }
        if isClosed { await client.close() }
      }
      // The client's channel keeps its connector.
      while connector != nil { await Task.yield() }
      while try await eventLoop.submit({ connection.value.object != nil }).get() {
        await Task.yield()
      }
    }
  }
}

/// Does not keep the connection.
private final class WeakConnection {
  weak var object: ClientConnection?
}

/// Remembers the newest connection.
private final class ObservedConnector: ClientConnector {
  private let sockets = SocketConnector(userTimeout: nil)
  private let connection: NIOLoopBoundBox<WeakConnection>

  init(_ connection: NIOLoopBoundBox<WeakConnection>) { self.connection = connection }

  func connect(
    to address: SocketEndpoint, on eventLoop: any EventLoop, timeout: TimeAmount,
    initialize: @escaping @Sendable (any Channel) throws -> Void
  ) -> EventLoopFuture<any Channel> {
    sockets.connect(to: address, on: eventLoop, timeout: timeout) { [connection] channel in
      try initialize(channel)
      connection.value.object = try channel.pipeline.syncOperations.handler(
        type: ClientConnection.self)
    }
  }
}

import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import RPC

@Suite("RPCClient.close") struct ClientClosingTests {
  @Test("a client of many servers that is closed makes no further connection")
  func noFurtherConnection() async throws {
    let counter = ConnectionCounter()
    let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(CountingHandler(counter))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    let port = try #require(listener.localAddress?.port)
    try await withClient(
      RPCTarget(parsing: "127.0.0.1:\(port)"),
      serviceConfig: #"{"loadBalancingConfig": [{"round_robin": {}}]}"#
    ) { client in
      client.connect()
      for await state in client.connectivityStates where state == .ready { break }
    }
    // Connections are taken in the order in which they were made, so this one is the last.
    let last = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .connect(host: "127.0.0.1", port: port).get()
    let lastPort = try #require(last.localAddress?.port)
    while !counter.ports.contains(lastPort) { await Task.yield() }
    #expect(counter.ports.count == 2)
    try await last.close()
    try await listener.close()
  }
}

/// The ports of the callers of a server.
private final class ConnectionCounter: Sendable {
  private let seen = Mutex<[Int]>([])

  var ports: [Int] { seen.withLock { $0 } }

  func add(_ port: Int) { seen.withLock { $0.append(port) } }
}

/// Greets as HTTP/2 does, and notes who calls.
private final class CountingHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let counter: ConnectionCounter

  init(_ counter: ConnectionCounter) { self.counter = counter }

  func channelActive(context: ChannelHandlerContext) {
    counter.add(context.remoteAddress?.port ?? 0)
    let emptySettings: [UInt8] = [0, 0, 0, 4, 0, 0, 0, 0, 0]
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: emptySettings)), promise: nil)
  }
}

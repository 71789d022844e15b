import NIOCore
import NIOPosix
import Synchronization

/// Stands before a server: passes the first connections on, and does something else with others.
final class ConnectionGate: Sendable {
  /// What happens to connections beyond those that pass.
  enum Others: Sendable {
    /// They are accepted, and nobody ever answers.
    case stay
    /// They are closed at once.
    case close
  }

  private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
  private let count = Mutex(0)
  private let passing: Int
  private let others: Others
  private let serverPort: Int

  init(to serverPort: Int, passing: Int, others: Others) {
    self.serverPort = serverPort
    self.passing = passing
    self.others = others
  }

  /// Opens the gate for a closure, which gets its port.
  func withPort(_ body: (Int) async throws -> Void) async throws {
    let listener = try await ServerBootstrap(group: group)
      .childChannelInitializer { self.admit($0) }
      .bind(host: "127.0.0.1", port: 0).get()
    do {
      try await body(listener.localAddress?.port ?? 0)
    } catch {
      try await group.shutdownGracefully()
      throw error
    }
    try await group.shutdownGracefully()
  }

  /// Waits until so many connections have come, whether they passed or not.
  func waitForConnections(_ expected: Int) async {
    while count.withLock({ $0 }) < expected { await Task.yield() }
  }

  private func admit(_ client: any Channel) -> EventLoopFuture<Void> {
    let number = count.withLock { count in
      count += 1
      return count
    }
    guard number > passing else { return pass(client) }
    switch others {
    case .stay: return client.eventLoop.makeSucceededVoidFuture()
    case .close: return client.close()
    }
  }

  private func pass(_ client: any Channel) -> EventLoopFuture<Void> {
    ClientBootstrap(group: client.eventLoop).connect(host: "127.0.0.1", port: serverPort)
      .flatMapThrowing { server in
        try client.pipeline.syncOperations.addHandler(Forwarder(to: server))
        try server.pipeline.syncOperations.addHandler(Forwarder(to: client))
      }
  }

  /// Gives another channel what one reads.
  private final class Forwarder: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let peer: any Channel

    init(to peer: any Channel) { self.peer = peer }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      peer.writeAndFlush(unwrapInboundIn(data), promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) { peer.close(promise: nil) }
  }
}

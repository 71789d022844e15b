import NIOCore
import NIOPosix
import Synchronization

/// Stands before a server, and says what becomes of each connection.
final class ConnectionGate: Sendable {
  enum Fate: Sendable {
    /// It reaches the server.
    case passes
    /// It is accepted, and nobody ever answers.
    case hangs
    /// It is closed at once.
    case fails
    /// It is accepted, and closed after some time.
    case fades(after: Duration)
    /// It reaches the server, and is closed when the server has sent so many bytes.
    case ends(afterBytes: Int)
    /// It reaches the server, of whose bytes nothing passes any more after so many.
    case stalls(afterBytes: Int)
  }

  private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
  private let count = Mutex(0)
  private let fadedCount = Mutex(0)
  private let serverPort: Int
  private let fate: @Sendable (Int) -> Fate

  /// Makes a gate; the closure decides by the number of a connection, from 1.
  init(to serverPort: Int, fate: @escaping @Sendable (Int) -> Fate) {
    self.serverPort = serverPort
    self.fate = fate
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

  /// Waits until so many connections have come.
  func waitForConnections(_ expected: Int) async throws {
    while count.withLock({ $0 }) < expected { try await Task.sleep(for: .milliseconds(1)) }
  }

  /// How many connections were closed some time after they had come.
  var faded: Int { fadedCount.withLock { $0 } }

  private func admit(_ client: any Channel) -> EventLoopFuture<Void> {
    let number = count.withLock { count in
      count += 1
      return count
    }
    switch fate(number) {
    case .passes: return pass(client, serverBytes: .max, then: .passes)
    case .ends(let bytes): return pass(client, serverBytes: bytes, then: .fails)
    case .stalls(let bytes): return pass(client, serverBytes: bytes, then: .hangs)
    case .hangs: return client.eventLoop.makeSucceededVoidFuture()
    case .fails: return client.close()
    case .fades(let time):
      client.eventLoop.scheduleTask(in: TimeAmount(time)) {
        self.fadedCount.withLock { $0 += 1 }
        client.close(promise: nil)
      }
      return client.eventLoop.makeSucceededVoidFuture()
    }
  }

  private func pass(
    _ client: any Channel, serverBytes: Int, then fate: Fate
  ) -> EventLoopFuture<Void> {
    ClientBootstrap(group: client.eventLoop).connect(host: "127.0.0.1", port: serverPort)
      .flatMapThrowing { server in
        try client.pipeline.syncOperations.addHandler(Forwarder(to: server))
        try server.pipeline.syncOperations.addHandler(
          Forwarder(to: client, bytesMax: serverBytes, then: fate))
      }
  }

  /// Gives another channel what one reads.
  private final class Forwarder: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let peer: any Channel
    private var bytesLeft: Int
    private let fate: Fate

    init(to peer: any Channel, bytesMax: Int = .max, then fate: Fate = .passes) {
      self.peer = peer
      bytesLeft = bytesMax
      self.fate = fate
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      var bytes = unwrapInboundIn(data)
      let passed = bytes.readSlice(length: min(bytes.readableBytes, bytesLeft))
      bytesLeft -= passed?.readableBytes ?? 0
      if let passed, passed.readableBytes > 0 { peer.writeAndFlush(passed, promise: nil) }
      guard bytesLeft == 0, case .fails = fate else { return }
      peer.close(promise: nil)
      context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) { peer.close(promise: nil) }
  }
}

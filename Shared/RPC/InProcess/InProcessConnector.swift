internal import NIOCore
internal import NIOPosix

/// Connects a client to a server of the same process, over a pair of sockets without an address.
struct InProcessConnector: ClientConnector {
  let server: RPCServer

  func connect(
    to address: SocketEndpoint, on eventLoop: any EventLoop, timeout: TimeAmount,
    initialize: @escaping @Sendable (any Channel) throws -> Void
  ) -> EventLoopFuture<any Channel> {
    do {
      let (own, other) = try UnixSocket.pair()
      server.adopt(other)
      return ClientBootstrap(group: eventLoop)
        .channelInitializer { channel in
          channel.eventLoop.makeCompletedFuture { try initialize(channel) }
        }
        .withConnectedSocket(own)
    } catch {
      return eventLoop.makeFailedFuture(error)
    }
  }
}

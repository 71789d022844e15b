internal import NIOCore
internal import NIOPosix

/// Opens sockets for the connections of a client.
protocol ClientConnector: Sendable {
  /// - Parameters:
  ///   - address: What to connect to.
  ///   - eventLoop: Where the socket is to live.
  ///   - timeout: How long opening may take.
  ///   - initialize: Is called on the loop with the new channel, before it is active.
  /// - Returns: The open channel, or why there is none.
  func connect(
    to address: SocketEndpoint, on eventLoop: any EventLoop, timeout: TimeAmount,
    initialize: @escaping @Sendable (any Channel) throws -> Void
  ) -> EventLoopFuture<any Channel>
}

/// Opens sockets of the operating system.
struct SocketConnector: ClientConnector {
  /// How long what was sent may stay unanswered by the other machine before the connection counts
  /// as lost; `nil` leaves it to the operating system.
  let userTimeout: Duration?

  func connect(
    to address: SocketEndpoint, on eventLoop: any EventLoop, timeout: TimeAmount,
    initialize: @escaping @Sendable (any Channel) throws -> Void
  ) -> EventLoopFuture<any Channel> {
    let bootstrap = ClientBootstrap(group: eventLoop)
      .connectTimeout(timeout)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture { try initialize(channel) }
      }
    do {
      switch address {
      case .inet(let host, let port):
        return withUserTimeout(bootstrap.channelOption(.tcpOption(.tcp_nodelay), value: 1))
          .connect(to: try SocketAddress(ipAddress: host, port: port))
      case .unix(let path):
        return bootstrap.connect(to: try SocketAddress(unixDomainSocketPath: path))
      case .unixAbstract(let name):
        return bootstrap.withConnectedSocket(try UnixSocket.connect(abstractName: name))
      }
    } catch {
      return eventLoop.makeFailedFuture(error)
    }
  }

  private func withUserTimeout(_ bootstrap: ClientBootstrap) -> ClientBootstrap {
    guard let userTimeout else { return bootstrap }
    return bootstrap.channelOption(
      SocketUserTimeout.option, value: SocketUserTimeout.milliseconds(userTimeout))
  }
}

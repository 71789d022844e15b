internal import Logging
internal import NIOCore
internal import NIOPosix

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// How the sockets of one listener are made.
struct ServerBinding: Sendable {
  private static let reusesPort = ChannelOptions.Types.SocketOption(
    level: .socket, name: NIOBSDSocket.Option(rawValue: SO_REUSEPORT))

  private let expectsProxyProtocol: Bool
  private let configuration: RPCServerConfiguration
  let tls: TLSContextSource?
  private let logger: Logger
  private let accept: ServerListeners.Accept

  /// - Throws: `TLSConfigurationError` when certificates cannot be used.
  init(
    _ listener: RPCListener, _ configuration: RPCServerConfiguration, logger: Logger,
    accept: @escaping ServerListeners.Accept
  ) throws {
    expectsProxyProtocol = listener.expectsProxyProtocol
    self.configuration = configuration
    self.logger = logger
    self.accept = accept
    tls = try listener.tls.map { try TLSContextSource(server: $0) }
  }

  /// For sockets that are connected already, in clear text.
  init(
    _ configuration: RPCServerConfiguration, logger: Logger,
    accept: @escaping ServerListeners.Accept
  ) {
    expectsProxyProtocol = false
    self.configuration = configuration
    self.logger = logger
    self.accept = accept
    tls = nil
  }

  func open(on loop: any EventLoop, _ address: RPCAddress) async throws -> any Channel {
    var bootstrap = bootstrap(loop)
      .serverChannelOption(ServerBinding.reusesPort, value: configuration.threads > 1 ? 1 : 0)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
    if configuration.keepaliveTime != nil {
      bootstrap = bootstrap.childChannelOption(
        SocketUserTimeout.option,
        value: SocketUserTimeout.milliseconds(configuration.keepaliveTimeout))
    }
    return try await bootstrap.bind(host: address.host, port: address.port).get()
  }

  func open(on loop: any EventLoop, unixPath: String) async throws -> any Channel {
    try await bootstrap(loop)
      .bind(unixDomainSocketPath: unixPath, cleanupExistingSocketFile: true)
      .get()
  }

  func adopt(_ descriptor: CInt, on loop: any EventLoop) {
    let executor = LoopExecutor(loop)
    ClientBootstrap(group: loop)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture { try initialize(channel, executor) }
      }
      .withConnectedSocket(descriptor)
      .whenFailure { [logger] error in
        logger.debug("connection not taken", metadata: ["error": "\(error)"])
      }
  }

  private func bootstrap(_ loop: any EventLoop) -> ServerBootstrap {
    let executor = LoopExecutor(loop)
    return ServerBootstrap(group: loop)
      .serverChannelOption(.backlog, value: 1024)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.maxMessagesPerRead, value: 4)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture { try initialize(channel, executor) }
      }
  }

  private func initialize(_ channel: any Channel, _ executor: LoopExecutor) throws {
    let connection = try accept(channel, executor)
    do {
      try addHandlers(to: channel.pipeline.syncOperations, connection)
    } catch {
      connection.discard()
      throw error
    }
  }

  private func addHandlers(
    to pipeline: ChannelPipeline.SynchronousOperations, _ connection: ServerConnection
  ) throws {
    if expectsProxyProtocol {
      try pipeline.addHandler(ProxyProtocolHandler(logger: logger))
    }
    if let tls { try pipeline.addTLSServerHandlers(tls, logger: logger) }
    try pipeline.addHandler(connection)
  }
}

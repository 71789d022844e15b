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

  private static let readsPerTickMax: UInt = 4

  /// Buffers to read into grow with what arrives; each connection keeps its last one, so they begin
  /// with what a small call needs.
  private static let readBuffers = AdaptiveRecvByteBufferAllocator(
    minimum: 64, initial: 512, maximum: 65_536)

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
    if let userTimeout {
      bootstrap = bootstrap.childChannelOption(SocketUserTimeout.option, value: userTimeout)
    }
    return try await bootstrap.bind(host: address.host, port: address.port).get()
  }

  func open(on loop: any EventLoop, unixPath: String) async throws -> any Channel {
    try await bootstrap(loop)
      .bind(unixDomainSocketPath: unixPath, cleanupExistingSocketFile: true)
      .get()
  }

  /// Closes a listening socket after having taken the connections that wait at it; on its loop.
  ///
  /// The operating system has told their callers that they are connected, and would reset them.
  func close(_ listening: any Channel) -> EventLoopFuture<Void> {
    let isTCP = listening.localAddress?.port != nil
    for descriptor in listening.takeWaitingConnections() {
      adopt(descriptor, on: listening.eventLoop, isTCP: isTCP)
    }
    return listening.close()
  }

  /// Takes a socket that is connected already.
  func adopt(_ descriptor: CInt, on loop: any EventLoop, isTCP: Bool = false) {
    let executor = LoopExecutor(loop)
    var bootstrap = ClientBootstrap(group: loop)
      .channelOption(.maxMessagesPerRead, value: ServerBinding.readsPerTickMax)
      .channelOption(.recvAllocator, value: ServerBinding.readBuffers)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture { try initialize(channel, executor) }
      }
    if isTCP {
      bootstrap = bootstrap.channelOption(.tcpOption(.tcp_nodelay), value: 1)
      if let userTimeout {
        bootstrap = bootstrap.channelOption(SocketUserTimeout.option, value: userTimeout)
      }
    }
    bootstrap.withConnectedSocket(descriptor)
      .whenFailure { [logger] error in
        logger.debug("connection not taken", metadata: ["error": "\(error)"])
      }
  }

  /// How long TCP may try to send, in milliseconds; `nil`: as long as it likes.
  private var userTimeout: Int? {
    guard configuration.keepaliveTime != nil else { return nil }
    return SocketUserTimeout.milliseconds(configuration.keepaliveTimeout)
  }

  private func bootstrap(_ loop: any EventLoop) -> ServerBootstrap {
    let executor = LoopExecutor(loop)
    return ServerBootstrap(group: loop)
      .serverChannelOption(.backlog, value: 1024)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.maxMessagesPerRead, value: ServerBinding.readsPerTickMax)
      .childChannelOption(.recvAllocator, value: ServerBinding.readBuffers)
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

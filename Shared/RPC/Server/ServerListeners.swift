internal import Logging
internal import NIOCore
internal import NIOPosix

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The sockets on which a server takes connections.
struct ServerListeners {
  /// Makes the handler of a new connection, on its event loop; throws to refuse it.
  typealias Accept = @Sendable (any Channel, LoopExecutor) throws -> ServerConnection

  private let channels: [any Channel]
  private let tlsSources: [TLSContextSource]
  private let logger: Logger
  /// What is listened on, by the order of the configuration.
  let addresses: [RPCListener.Address]

  /// Listens on everything that the configuration names.
  ///
  /// With several threads, each has its own socket for every address with a port, and the operating
  /// system spreads the connections.
  static func open(
    _ configuration: RPCServerConfiguration, group: MultiThreadedEventLoopGroup, logger: Logger,
    accept: @escaping Accept
  ) async throws -> ServerListeners {
    var channels: [any Channel] = []
    var addresses: [RPCListener.Address] = []
    var tlsSources: [TLSContextSource] = []
    do {
      for listener in configuration.listeners {
        let binding = try Binding(listener, configuration, logger: logger, accept: accept)
        if let tls = binding.tls { tlsSources.append(tls) }
        switch listener.address {
        case .unix(let path):
          channels.append(try await binding.open(on: group.next(), unixPath: path))
          addresses.append(listener.address)
        case .inet(var address):
          for loop in group.makeIterator() {
            let channel = try await binding.open(on: loop, address)
            channels.append(channel)
            guard let local = channel.localAddress, let port = local.port else {
              throw ChannelError.unknownLocalAddress
            }
            // Further threads listen on the port that the system chose for the first.
            address = RPCAddress(host: local.ipAddress ?? address.host, port: port)
          }
          addresses.append(.inet(address))
        }
      }
    } catch {
      for channel in channels { try? await channel.close() }
      throw error
    }
    return ServerListeners(
      channels: channels, tlsSources: tlsSources, logger: logger, addresses: addresses)
  }

  /// Looks for new certificates now and then, until the task is cancelled.
  ///
  /// Broken files are logged and what was loaded before stays in use.
  func reloadCertificates(every interval: Duration) async {
    guard !tlsSources.isEmpty else { return }
    while !Task.isCancelled {
      try? await Task.sleep(for: interval)
      for source in tlsSources {
        do {
          if try source.reloadIfChanged() { logger.info("certificates loaded anew") }
        } catch {
          logger.error("certificates not loaded", metadata: ["reason": "\(error)"])
        }
      }
    }
  }

  /// Takes no further connections.
  func close() async {
    for channel in channels {
      do {
        try await channel.close()
      } catch {
        logger.debug("the listener was closed already", metadata: ["error": "\(error)"])
      }
    }
  }
}

/// How the sockets of one listener are made.
private struct Binding: Sendable {
  private static let reusesPort = ChannelOptions.Types.SocketOption(
    level: .socket, name: NIOBSDSocket.Option(rawValue: SO_REUSEPORT))

  private let listener: RPCListener
  private let configuration: RPCServerConfiguration
  let tls: TLSContextSource?
  private let logger: Logger
  private let accept: ServerListeners.Accept

  /// - Throws: `TLSConfigurationError` when certificates cannot be used.
  init(
    _ listener: RPCListener, _ configuration: RPCServerConfiguration, logger: Logger,
    accept: @escaping ServerListeners.Accept
  ) throws {
    self.listener = listener
    self.configuration = configuration
    self.logger = logger
    self.accept = accept
    tls = try listener.tls.map { try TLSContextSource(server: $0) }
  }

  func open(on loop: any EventLoop, _ address: RPCAddress) async throws -> any Channel {
    try await bootstrap(loop)
      .serverChannelOption(Binding.reusesPort, value: configuration.threads > 1 ? 1 : 0)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .bind(host: address.host, port: address.port)
      .get()
  }

  func open(on loop: any EventLoop, unixPath: String) async throws -> any Channel {
    try await bootstrap(loop)
      .bind(unixDomainSocketPath: unixPath, cleanupExistingSocketFile: true)
      .get()
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
    if listener.expectsProxyProtocol {
      try pipeline.addHandler(ProxyProtocolHandler(logger: logger))
    }
    if let tls { try pipeline.addTLSServerHandlers(tls, logger: logger) }
    try pipeline.addHandler(connection)
  }
}

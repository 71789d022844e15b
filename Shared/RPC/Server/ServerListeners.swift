internal import Logging
internal import NIOCore
internal import NIOPosix

/// The sockets on which a server takes connections.
struct ServerListeners {
  /// Makes the handler of a new connection, on its event loop; throws to refuse it.
  typealias Accept = @Sendable (any Channel, LoopExecutor) throws -> ServerConnection

  private let sockets: [(channel: any Channel, binding: ServerBinding)]
  /// Makes connections inside the process.
  private let inProcess: ServerBinding
  private let group: MultiThreadedEventLoopGroup
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
    var sockets: [(channel: any Channel, binding: ServerBinding)] = []
    var addresses: [RPCListener.Address] = []
    var tlsSources: [TLSContextSource] = []
    do {
      for listener in configuration.listeners {
        let binding = try ServerBinding(listener, configuration, logger: logger, accept: accept)
        if let tls = binding.tls { tlsSources.append(tls) }
        let (channels, address) = try await open(listener.address, binding, group)
        sockets += channels.map { ($0, binding) }
        addresses.append(address)
      }
    } catch {
      for socket in sockets { try? await socket.channel.close() }
      throw error
    }
    return ServerListeners(
      sockets: sockets,
      inProcess: ServerBinding(configuration, logger: logger, accept: accept), group: group,
      tlsSources: tlsSources, logger: logger, addresses: addresses)
  }

  /// - Returns: The sockets, and the address with the port that was chosen.
  /// - Throws: ``RPCListenError``.
  private static func open(
    _ address: RPCListener.Address, _ binding: ServerBinding, _ group: MultiThreadedEventLoopGroup
  ) async throws -> ([any Channel], RPCListener.Address) {
    var channels: [any Channel] = []
    do {
      switch address {
      case .unix(let path):
        return ([try await binding.open(on: group.next(), unixPath: path)], address)
      case .inet(var inet):
        for loop in group.makeIterator() {
          let channel = try await binding.open(on: loop, inet)
          channels.append(channel)
          guard let local = channel.localAddress, let port = local.port else {
            throw ChannelError.unknownLocalAddress
          }
          // Further threads listen on the port that the system chose for the first.
          inet = RPCAddress(host: local.ipAddress ?? inet.host, port: port)
        }
        return (channels, .inet(inet))
      }
    } catch {
      for channel in channels { try? await channel.close() }
      throw RPCListenError(
        address: "\(address)", reason: NetworkErrorText.describe(error))
    }
  }

  /// Takes a socket that is connected already.
  func adopt(_ descriptor: CInt) { inProcess.adopt(descriptor, on: group.next()) }

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

  /// Takes no connections but those that are made already.
  func close() async {
    for (channel, binding) in sockets {
      do {
        try await channel.eventLoop.flatSubmit { binding.close(channel) }.get()
      } catch {
        logger.debug("the listener was closed already", metadata: ["error": "\(error)"])
      }
    }
  }
}

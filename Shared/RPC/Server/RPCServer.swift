package import Logging
internal import HTTP2
internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// A gRPC server.
package final class RPCServer: Sendable {
  private struct State {
    /// `nil` before the server listens and after it has stopped.
    var listeners: ServerListeners?
    /// What is listened on, by the order of the configuration; `nil` before.
    var addresses: [RPCListener.Address]?
    var startError: (any Error)?
    var addressWaiters: [CheckedContinuation<[RPCListener.Address], any Error>] = []
    var newConnections: RateLimit
    var connections: [Int: NIOLoopBound<ServerConnection>] = [:]
    var connectionNumber = 0
    var isDraining = false
    var endWaiter: CheckedContinuation<Void, Never>?
  }

  private let configuration: RPCServerConfiguration
  private let services: [any RPCService]
  private let context: ServerContext
  private let logger: Logger
  private let state: Mutex<State>
  private let drainSignal = AsyncStream<Void>.makeStream()

  /// A server that does not listen yet.
  ///
  /// `authorizer` is not asked for methods with the policy `anybody`. `interceptors` work around
  /// all handlers, the first outermost. What the server listens on, its connections and their calls
  /// are shown by `channelz`, which is closed with the server.
  package init(
    configuration: RPCServerConfiguration, services: [any RPCService],
    interceptors: [any ServerInterceptor] = [], channelz: ChannelzServer? = nil,
    authorizer: @escaping Authorizer, logger: Logger
  ) {
    self.configuration = configuration
    self.services = services
    self.logger = logger
    let routes = services.flatMap(\.methods).map { Route($0, logger: logger) }
    context = ServerContext(
      routes: RouteTable(routes), authorizer: authorizer, interceptors: interceptors,
      logger: logger, configuration: configuration, shown: channelz)
    state = Mutex(
      State(
        newConnections: RateLimit(
          perSecond: configuration.connectionsPerSecondMax, now: .now)))
  }

  /// Where the server listens; empty before it does.
  package var addresses: [RPCListener.Address] { state.withLock { $0.addresses ?? [] } }

  /// The first address that has a port; `nil` before the server listens.
  package var address: RPCAddress? { RPCServer.inetAddress(addresses) }

  /// The number of open connections.
  package var connectionCount: Int { state.withLock { $0.connections.count } }

  /// Waits until the server listens.
  ///
  /// - Returns: The addresses, in the order of the configuration.
  /// - Throws: The error that keeps it from listening.
  package func listeningAddresses() async throws -> [RPCListener.Address] {
    try await withCheckedThrowingContinuation { continuation in
      let result: Result<[RPCListener.Address], any Error>? = state.withLock { state in
        if let addresses = state.addresses { return .success(addresses) }
        if let error = state.startError { return .failure(error) }
        state.addressWaiters.append(continuation)
        return nil
      }
      if let result { continuation.resume(with: result) }
    }
  }

  /// Waits until the server listens.
  ///
  /// - Returns: The first address that has a port.
  /// - Throws: The error that keeps it from listening.
  package func listeningAddress() async throws -> RPCAddress {
    guard let address = RPCServer.inetAddress(try await listeningAddresses()) else {
      throw ChannelError.unknownLocalAddress
    }
    return address
  }

  private static func inetAddress(_ addresses: [RPCListener.Address]) -> RPCAddress? {
    for case .inet(let address) in addresses { return address }
    return nil
  }

  /// Takes no further calls; `run` returns when those that run have ended, or after the grace.
  package func drain() { drainSignal.continuation.finish() }

  /// Listens and serves until the task is cancelled or ``drain()`` is called.
  ///
  /// Then tells the callers, lets calls go on for the configured grace, and closes.
  ///
  /// - Throws: When the server cannot listen.
  package func run() async throws {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: max(1, configuration.threads))
    let listeners: ServerListeners
    do {
      listeners = try await ServerListeners.open(
        configuration, group: group, logger: logger
      ) { [self] channel, executor in try accept(channel, executor) }
    } catch {
      failed(error)
      try await group.shutdownGracefully()
      throw error
    }
    for address in listeners.addresses {
      context.shown?.registerListenSocket(ChannelzAddress(address))
      logger.info("rpc server listens", metadata: ["address": "\(address)"])
    }
    // Whoever has waited for it may ask at once where it listens.
    started(listeners)
    await withTaskGroup { tasks in
      tasks.addTask { [configuration] in
        await listeners.reloadCertificates(every: configuration.certificateReloadInterval)
      }
      for await _ in drainSignal.stream {}
      tasks.cancelAll()
    }
    await stop(listeners, group.next())
    context.shown?.close()
    try await group.shutdownGracefully()
    logger.info("rpc server stopped")
  }

  // MARK: - Start

  /// Makes the handler of a new connection.
  private func accept(
    _ channel: any Channel, _ executor: LoopExecutor
  ) throws -> ServerConnection {
    let number = state.withLock { state -> Int? in
      guard state.connections.count < configuration.connectionsMax,
        state.newConnections.take(1, now: .now)
      else { return nil }
      state.connectionNumber += 1
      return state.connectionNumber
    }
    guard let number else {
      logger.warning("connection refused", metadata: ["reason": "too many"])
      throw ChannelError.ioOnClosedChannel
    }
    let connection = ServerConnection(server: context, executor: executor) { [self] in
      ended(number)
    }
    let bound = NIOLoopBound(connection, eventLoop: channel.eventLoop)
    let isDraining = state.withLock { state in
      state.connections[number] = bound
      return state.isDraining
    }
    if isDraining { connection.drain() }
    return connection
  }

  /// Takes one end of a pair of connected sockets as a connection; the server owns it from now on.
  ///
  /// A server that does not run closes it.
  func adopt(_ descriptor: CInt) {
    guard let listeners = state.withLock({ $0.listeners }) else {
      return UnixSocket.close(descriptor)
    }
    listeners.adopt(descriptor)
  }

  private func started(_ listeners: ServerListeners) {
    let waiters = state.withLock { state in
      state.listeners = listeners
      state.addresses = listeners.addresses
      defer { state.addressWaiters = [] }
      return state.addressWaiters
    }
    for waiter in waiters { waiter.resume(returning: listeners.addresses) }
  }

  private func failed(_ error: any Error) {
    let waiters = state.withLock { state in
      state.startError = error
      defer { state.addressWaiters = [] }
      return state.addressWaiters
    }
    for waiter in waiters { waiter.resume(throwing: error) }
  }

  // MARK: - Stop

  private func stop(_ listeners: ServerListeners, _ eventLoop: any EventLoop) async {
    for service in services { service.serverWillDrain() }
    state.withLock { $0.listeners = nil }
    await listeners.close()
    let connections = state.withLock { state in
      state.isDraining = true
      return Array(state.connections.values)
    }
    for connection in connections {
      connection.eventLoop.execute { connection.value.drain() }
    }
    let deadline = eventLoop.scheduleTask(in: TimeAmount(configuration.drainGrace)) {
      [self] in
      let connections = state.withLock { Array($0.connections.values) }
      for connection in connections {
        connection.eventLoop.execute { connection.value.stop() }
      }
    }
    await withCheckedContinuation { continuation in
      let isDone = state.withLock { state in
        guard !state.connections.isEmpty else { return true }
        state.endWaiter = continuation
        return false
      }
      if isDone { continuation.resume() }
    }
    deadline.cancel()
  }

  private func ended(_ number: Int) {
    let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
      state.connections[number] = nil
      guard state.connections.isEmpty else { return nil }
      defer { state.endWaiter = nil }
      return state.endWaiter
    }
    waiter?.resume()
  }
}

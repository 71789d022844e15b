package import Logging
internal import HTTP2
internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// A gRPC server.
package final class RPCServer: Sendable {
  private struct State {
    var address: RPCAddress?
    var startError: (any Error)?
    var addressWaiters: [CheckedContinuation<RPCAddress, any Error>] = []
    var connections: [Int: NIOLoopBound<ServerConnection>] = [:]
    var connectionNumber = 0
    var isDraining = false
    var endWaiter: CheckedContinuation<Void, Never>?
  }

  private let configuration: RPCServerConfiguration
  private let services: [any RPCService]
  private let context: ServerContext
  private let logger: Logger
  private let state = Mutex(State())
  private let drainSignal = AsyncStream<Void>.makeStream()

  /// A server that does not listen yet.
  ///
  /// `authorizer` is not asked for methods with the policy `anybody`.
  package init(
    configuration: RPCServerConfiguration, services: [any RPCService],
    authorizer: @escaping Authorizer, logger: Logger
  ) {
    self.configuration = configuration
    self.services = services
    self.logger = logger
    let routes = services.flatMap(\.methods).map { Route($0, logger: logger) }
    context = ServerContext(
      routes: RouteTable(routes), authorizer: authorizer, logger: logger,
      errorDomain: configuration.errorDomain, messageBytesMax: configuration.messageBytesMax,
      http2: HTTP2Configuration(
        concurrentStreamsMax: configuration.concurrentStreamsMax,
        headerListBytesMax: configuration.headerListBytesMax,
        streamWindowBytes: configuration.streamWindowBytes,
        connectionWindowBytes: configuration.connectionWindowBytes,
        streamResetsBurstMax: configuration.streamResetsBurstMax,
        streamResetsPerSecondMax: configuration.streamResetsPerSecondMax,
        drainedBytes: ServerCall.outboxBytesMax),
      handshakeTimeout: configuration.handshakeTimeout, idleTimeout: configuration.idleTimeout)
  }

  /// Where the server listens; `nil` before it does.
  package var address: RPCAddress? { state.withLock { $0.address } }

  /// The number of open connections.
  package var connectionCount: Int { state.withLock { $0.connections.count } }

  /// Waits until the server listens.
  ///
  /// - Throws: The error that keeps it from listening.
  package func listeningAddress() async throws -> RPCAddress {
    try await withCheckedThrowingContinuation { continuation in
      let result: Result<RPCAddress, any Error>? = state.withLock { state in
        if let address = state.address { return .success(address) }
        if let error = state.startError { return .failure(error) }
        state.addressWaiters.append(continuation)
        return nil
      }
      if let result { continuation.resume(with: result) }
    }
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
    let listener: any Channel
    do {
      listener = try await listen(group)
      try started(listener)
    } catch {
      failed(error)
      try await group.shutdownGracefully()
      throw error
    }
    logger.info("rpc server listens", metadata: ["address": "\(address?.description ?? "")"])
    for await _ in drainSignal.stream {}
    await stop(listener)
    try await group.shutdownGracefully()
    logger.info("rpc server stopped")
  }

  // MARK: - Start

  private func listen(_ group: MultiThreadedEventLoopGroup) async throws -> any Channel {
    let executors = Dictionary(
      uniqueKeysWithValues: group.makeIterator().map {
        (ObjectIdentifier($0), LoopExecutor($0))
      })
    return try await ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 1024)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelOption(.maxMessagesPerRead, value: 4)
      .childChannelInitializer { [self] channel in
        guard let executor = executors[ObjectIdentifier(channel.eventLoop)] else {
          preconditionFailure("a connection on a loop of another group")
        }
        return accept(channel, executor)
      }
      .bind(host: configuration.host, port: configuration.port)
      .get()
  }

  private func accept(_ channel: any Channel, _ executor: LoopExecutor) -> EventLoopFuture<Void> {
    channel.eventLoop.makeCompletedFuture {
      let number = state.withLock { state -> Int? in
        guard !state.isDraining, state.connections.count < configuration.connectionsMax else {
          return nil
        }
        state.connectionNumber += 1
        return state.connectionNumber
      }
      guard let number else {
        logger.warning("connection refused", metadata: ["reason": "too many or draining"])
        throw ChannelError.ioOnClosedChannel
      }
      let connection = ServerConnection(server: context, executor: executor) { [self] in
        ended(number)
      }
      let bound = NIOLoopBound(connection, eventLoop: channel.eventLoop)
      try channel.pipeline.syncOperations.addHandler(connection)
      let isDraining = state.withLock { state in
        state.connections[number] = bound
        return state.isDraining
      }
      if isDraining { connection.drain() }
    }
  }

  private func started(_ listener: any Channel) throws {
    guard let local = listener.localAddress, let port = local.port else {
      throw ChannelError.unknownLocalAddress
    }
    let address = RPCAddress(host: local.ipAddress ?? configuration.host, port: port)
    let waiters = state.withLock { state in
      state.address = address
      defer { state.addressWaiters = [] }
      return state.addressWaiters
    }
    for waiter in waiters { waiter.resume(returning: address) }
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

  private func stop(_ listener: any Channel) async {
    for service in services { service.serverWillDrain() }
    let connections = state.withLock { state in
      state.isDraining = true
      return Array(state.connections.values)
    }
    do {
      try await listener.close()
    } catch {
      logger.debug("the listener was closed already", metadata: ["error": "\(error)"])
    }
    for connection in connections {
      connection.eventLoop.execute { connection.value.drain() }
    }
    let deadline = listener.eventLoop.scheduleTask(in: TimeAmount(configuration.drainGrace)) {
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

internal import HTTP2
internal import NIOCore
internal import NIOPosix

/// Keeps one connection for the calls of a client; lives on the client's event loop.
final class ClientTransport {
  private enum State {
    case idle
    case connecting
    /// The socket is open; the server's settings have not come.
    case handshaking(ClientConnection)
    case ready(ClientConnection)
    /// Calls fail at once until the pause is over.
    case backingOff
    case closed
  }

  private let endpoint: RPCEndpoint
  private let configuration: RPCClientConfiguration
  private let executor: LoopExecutor
  private var state = State.idle
  private var queue = CircularBuffer<ClientCall>()
  private var calls = SlotTable<ClientCall>()
  private var freeSlots: [Int] = []
  private var failures = 0
  private var connections: [ObjectIdentifier: ClientConnection] = [:]
  private lazy var deadlines = DeadlineTimer(executor.eventLoop) { [weak self] in
    // A client that was dropped leaves its timer behind for a while.
    self?.sweep($0)
  }

  init(endpoint: RPCEndpoint, configuration: RPCClientConfiguration, executor: LoopExecutor) {
    self.endpoint = endpoint
    self.configuration = configuration
    self.executor = executor
  }

  /// Starts a call, now or when there is a connection with room for it.
  func start(_ call: ClientCall) {
    guard !call.isFinished else { return }
    if case .closed = state { return call.fail(ClientTransport.closedStatus) }
    if case .backingOff = state { return call.fail(StatusMapping.unreachable) }
    let now = ContinuousClock.now
    if let deadline = call.request.deadline {
      guard deadline > now else { return call.fail(StatusMapping.deadlineExceeded) }
      deadlines.include(deadline, now: now)
    }
    track(call)
    if case .ready(let connection) = state, queue.isEmpty, connection.hasRoom,
      call.open(on: connection)
    {
      return
    }
    if queue.count >= configuration.queuedCallsMax { dropFinishedFromQueue() }
    guard queue.count < configuration.queuedCallsMax else {
      return call.fail(
        RPCStatus(code: .resourceExhausted, message: "Too many calls wait for the server."))
    }
    queue.append(call)
    if case .idle = state { connect() }
  }

  /// Ends all calls and closes the connections; later calls fail.
  func close() {
    state = .closed
    for call in calls.all { call.fail(ClientTransport.closedStatus) }
    queue.removeAll()
    for connection in connections.values { connection.close() }
    deadlines.cancel()
  }

  // MARK: - Calls

  private func track(_ call: ClientCall) {
    let slot = freeSlots.popLast() ?? calls.count
    call.slot = slot
    calls[slot] = call
    call.onFinish = { [weak self] in self?.untrack($0) }
  }

  private func untrack(_ call: ClientCall) {
    guard let slot = call.slot else { return }
    call.slot = nil
    calls[slot] = nil
    freeSlots.append(slot)
  }

  private func sweep(_ now: ContinuousClock.Instant) -> ContinuousClock.Instant? {
    var next: ContinuousClock.Instant?
    for call in calls.all {
      guard let deadline = call.request.deadline else { continue }
      if deadline <= now {
        call.fail(StatusMapping.deadlineExceeded)
      } else {
        next = next.map { min($0, deadline) } ?? deadline
      }
    }
    return next
  }

  private func dropFinishedFromQueue() { queue.removeAll { $0.isFinished } }

  /// Opens queued calls while there is room.
  private func openQueued() {
    guard case .ready(let connection) = state else { return }
    while connection.hasRoom, let call = queue.first {
      if !call.isFinished, !call.open(on: connection) {
        connection.retire()
        return
      }
      queue.removeFirst()
    }
  }

  // MARK: - The connection

  private func connect() {
    state = .connecting
    let http2 = HTTP2Configuration(
      concurrentStreamsMax: 0, headerListBytesMax: configuration.headerListBytesMax,
      streamWindowBytes: configuration.streamWindowBytes,
      connectionWindowBytes: configuration.connectionWindowBytes, streamResetsBurstMax: 1000,
      streamResetsPerSecondMax: 33, drainedBytes: ClientCall.outboxBytesMax)
    let connection = ClientConnection(configuration: http2, executor: executor) {
      [weak self] connection, change in
      self?.changed(connection, change)
    }
    connections[ObjectIdentifier(connection)] = connection
    let bound = NIOLoopBound(connection, eventLoop: executor.eventLoop)
    let transport = NIOLoopBound(self, eventLoop: executor.eventLoop)
    let connectTimeout = TimeAmount(configuration.connectTimeout)
    ClientBootstrap(group: executor.eventLoop)
      .connectTimeout(connectTimeout)
      .channelOption(.tcpOption(.tcp_nodelay), value: 1)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(bound.value)
        }
      }
      .connect(host: endpoint.host, port: endpoint.port)
      .hop(to: executor.eventLoop)
      .whenComplete { result in
        switch result {
        case .success: transport.value.connected(bound.value)
        case .failure: transport.value.connectionFailed(bound.value)
        }
      }
  }

  private func connected(_ connection: ClientConnection) {
    if case .closed = state { return connection.close() }
    guard case .connecting = state else { return }
    state = .handshaking(connection)
    if connection.isReady {
      changed(connection, .ready)
    } else if connection.isRetired {
      connectionFailed(connection)
    }
    executor.eventLoop.assumeIsolated().scheduleTask(
      in: TimeAmount(configuration.connectTimeout)
    ) { [weak connection] in
      guard let connection, !connection.isReady else { return }
      connection.close()
    }
  }

  private func changed(_ connection: ClientConnection, _ change: ClientConnection.Change) {
    switch (state, change) {
    case (.handshaking(let current), .ready) where current === connection:
      state = .ready(connection)
      failures = 0
      openQueued()
    case (.ready(let current), .hasRoom) where current === connection: openQueued()
    case (.ready(let current), .retired) where current === connection:
      state = .idle
      forget(connection)
      dropFinishedFromQueue()
      if !queue.isEmpty { connect() }
    case (.handshaking(let current), .retired) where current === connection:
      connectionFailed(connection)
    default:
      // While connecting, `connected` looks at the connection itself.
      break
    }
  }

  private func connectionFailed(_ connection: ClientConnection) {
    forget(connection)
    if case .closed = state { return }
    state = .backingOff
    failures += 1
    let waiting = queue
    queue.removeAll()
    for call in waiting { call.fail(StatusMapping.unreachable) }
    executor.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(pause())) { [weak self] in
      guard let self, case .backingOff = self.state else { return }
      self.state = .idle
    }
  }

  /// A retired connection is kept by its channel until its calls have ended.
  private func forget(_ connection: ClientConnection) {
    connections[ObjectIdentifier(connection)] = nil
  }

  /// grpc/doc/connection-backoff.md.
  private func pause() -> Duration {
    var seconds = configuration.backoffInitial / .seconds(1)
    let secondsMax = configuration.backoffMax / .seconds(1)
    for _ in 1..<max(2, failures) where failures > 1 && seconds < secondsMax {
      seconds *= configuration.backoffMultiplier
    }
    let jitter = Double.random(in: -configuration.backoffJitter...configuration.backoffJitter)
    return .seconds(min(seconds, secondsMax) * (1 + jitter))
  }

  private static let closedStatus = RPCStatus(
    code: .unavailable, message: "The client is closed.")
}

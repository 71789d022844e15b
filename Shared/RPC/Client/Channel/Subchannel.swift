internal import HTTP2
internal import NIOCore

/// One address of a client and the connection to it; lives on the client's event loop.
final class Subchannel {
  /// What the balancer has to know.
  enum Report {
    case state(ConnectivityState, failure: String?)
    /// Follows READY, if health is watched.
    case health(SubchannelHealth)
  }

  let address: SocketEndpoint
  /// Kept by `onReport`.
  private unowned let channel: ClientChannel
  private let onReport: (Report) -> Void
  private var machine: SubchannelMachine
  private(set) var connection: ClientConnection?
  /// Attempts that wait until the server allows another stream.
  private var waiting = CircularBuffer<ClientAttempt>()
  private var timer: Scheduled<Void>?
  private var healthCheck: HealthCheck?
  private let shown: ChannelzSubchannel?

  init(
    _ address: SocketEndpoint, channel: ClientChannel, machine: SubchannelMachine,
    shown: ChannelzSubchannel?, onReport: @escaping (Report) -> Void
  ) {
    self.address = address
    self.channel = channel
    self.machine = machine
    self.shown = shown
    self.onReport = onReport
  }

  // MARK: - From the channel

  func connect() {
    var generator = SystemRandomNumberGenerator()
    perform(machine.connect(now: .now, using: &generator))
  }

  /// Closes the connection when its calls have ended.
  func shutDown() {
    perform(machine.shutDown())
    timer?.cancel()
    timer = nil
    returnWaiting()
    shown?.setState(.shutdown)
    shown?.close()
  }

  /// Gives the attempt a stream, now or when there is room for it; fails it when too many wait.
  ///
  /// - Returns: `false` when the connection takes no calls any more.
  func start(_ attempt: ClientAttempt) -> Bool {
    guard let connection, connection.takesCalls else { return false }
    if waiting.isEmpty, connection.hasRoom {
      if attempt.open(on: connection, channel.head) {
        retireIfWornOut(connection)
        return true
      }
      connection.retire()
      return false
    }
    if waiting.count >= channel.queuedCallsMax { waiting.removeAll { $0.isFinished } }
    if waiting.count < channel.queuedCallsMax {
      waiting.append(attempt)
    } else {
      attempt.fail(StatusMapping.tooMany)
    }
    return true
  }

  // MARK: - The connection

  private func perform(_ actions: [SubchannelMachine.Action]) {
    for action in actions {
      switch action {
      case .open(let deadline): open(deadline)
      case .close:
        let closing = connection
        connection = nil
        stopWatchingHealth()
        closing?.retire()
      case .report(let state, let failure):
        shown?.setState(ChannelzState(state))
        onReport(.state(state, failure: failure))
        if state == .ready { watchHealth() }
      }
    }
  }

  private func open(_ deadline: MonotonicInstant) {
    let connection = ClientConnection(
      configuration: channel.http2, keepalive: channel.makeKeepalive(),
      frameLog: channel.makeFrameLog(address), shown: shown, executor: channel.executor
    ) { connection, change in
      self.changed(connection, change)
    }
    self.connection = connection
    let timeout = TimeAmount(max(.milliseconds(1), MonotonicInstant.now.duration(to: deadline)))
    let bound = NIOLoopBound(connection, eventLoop: channel.executor.eventLoop)
    let owner = NIOLoopBound(self, eventLoop: channel.executor.eventLoop)
    // Before the attempt, which may fail at once.
    timer = channel.executor.eventLoop.assumeIsolated().scheduleTask(in: timeout) {
      guard !connection.isReady else { return }
      self.lost(connection, "no answer within \(timeout.nanoseconds / 1_000_000) ms")
    }
    channel.connect(to: address, timeout: timeout, connection)
      .whenFailure { owner.value.lost(bound.value, NetworkErrorText.describe($0)) }
  }

  private func watchHealth() {
    guard let connection else { return }
    healthCheck = channel.makeHealthCheck(on: connection) { [onReport] in onReport(.health($0)) }
    healthCheck?.start()
  }

  private func stopWatchingHealth() {
    healthCheck?.stop()
    healthCheck = nil
  }

  private func changed(_ connection: ClientConnection, _ change: ClientConnection.Change) {
    guard connection === self.connection else { return }
    switch change {
    case .ready:
      timer?.cancel()
      timer = nil
      perform(machine.connected())
    case .hasRoom: openWaiting()
    case .retired(let reason): lost(connection, reason)
    case .tooManyPings: channel.slowKeepaliveDown()
    }
  }

  /// The connection takes no further calls; those that run on it go on.
  private func lost(_ connection: ClientConnection, _ reason: String) {
    guard connection === self.connection else { return }
    self.connection = nil
    stopWatchingHealth()
    timer?.cancel()
    timer = nil
    if !connection.isReady { connection.close(StatusMapping.connectionLost) }
    shown?.addTrace("disconnected: \(reason)", severity: .warning)
    let now = MonotonicInstant.now
    perform(machine.disconnected("\(address): \(reason)", now: now))
    if let time = machine.wakeUpAt { wakeUp(at: time, now: now) }
    returnWaiting()
  }

  private func wakeUp(at time: MonotonicInstant, now: MonotonicInstant) {
    timer = channel.executor.eventLoop.assumeIsolated().scheduleTask(
      in: TimeAmount(max(.zero, now.duration(to: time)))
    ) {
      self.timer = nil
      self.perform(self.machine.wakeUp(now: max(.now, time)))
    }
  }

  /// Opens attempts while the server allows more streams.
  private func openWaiting() {
    while let connection, connection.hasRoom, let attempt = waiting.popFirst() {
      if attempt.isFinished { continue }
      guard attempt.open(on: connection, channel.head) else {
        waiting.prepend(attempt)
        connection.retire()
        return
      }
      retireIfWornOut(connection)
    }
  }

  /// Goes on with a new connection long before this one has no stream numbers left.
  private func retireIfWornOut(_ connection: ClientConnection) {
    if connection.newestStreamNumber >= channel.streamNumberMax { connection.retire() }
  }

  private func returnWaiting() {
    let attempts = waiting
    waiting.removeAll()
    for attempt in attempts where !attempt.isFinished { channel.place(attempt) }
  }
}

extension ChannelzState {
  init(_ state: ConnectivityState) {
    self =
      switch state {
      case .idle: .idle
      case .connecting: .connecting
      case .ready: .ready
      case .transientFailure: .transientFailure
      case .shutdown: .shutdown
      }
  }
}

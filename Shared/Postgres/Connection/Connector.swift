/// Why no connection was made.
struct ConnectFailure: Error {
  /// For the log; `nil` when the attempt was given up because the pool ends.
  var reason: String?
}

/// Makes connections.
struct Connector {
  let settings: ConnectionSettings
  private let clock = ContinuousClock()

  init(settings: ConnectionSettings) { self.settings = settings }

  /// How often somebody is asked whether a connection that takes long is still wanted.
  private static var askInterval: Duration { .milliseconds(100) }

  /// Makes a connection to one of the servers; blocks.
  ///
  /// Those that were not tried yet share the time that is left. Looking up the name of a server
  /// blocks and has limits of its own (`resolv.conf`); its time begins after that.
  ///
  /// The closure is asked when the signal is raised and every 0.1 s; `true` gives up.
  ///
  /// - Throws: ``ConnectFailure``.
  func connect(
    signal: WakeSignal, stopWhen isUnwanted: () -> Bool
  ) throws(ConnectFailure) -> OpenConnection {
    var timeLeft = settings.connectTimeout
    var reasons: [String] = []
    let servers = settings.servers.inOrder
    for (position, server) in servers.enumerated() {
      do throws(ConnectFailure) {
        let handle = try start(server)
        let begin = clock.now
        defer { timeLeft -= begin.duration(to: clock.now) }
        let share = timeLeft / (servers.count - position)
        let connection = try finish(
          handle, deadline: begin + share, signal: signal, stopWhen: isUnwanted)
        settings.servers.prefer(server)
        return connection
      } catch {
        guard let reason = error.reason else { throw error }
        reasons.append(reason)
      }
    }
    throw ConnectFailure(reason: reasons.joined(separator: "; "))
  }

  private func start(_ server: ServerList.Server) throws(ConnectFailure) -> ConnectionHandle {
    guard let handle = ConnectionHandle(starting: settings.parameters(server)) else {
      throw ConnectFailure(reason: "out of memory")
    }
    return handle
  }

  private func finish(
    _ handle: consuming ConnectionHandle, deadline: ContinuousClock.Instant, signal: WakeSignal,
    stopWhen isUnwanted: () -> Bool
  ) throws(ConnectFailure) -> OpenConnection {
    // PQconnectPoll wants the socket to be writable first.
    var progress = ConnectionHandle.Progress.writing
    while true {
      guard !handle.isBroken else { throw ConnectFailure(reason: handle.errorMessage) }
      guard clock.now < deadline else { throw ConnectFailure(reason: "timed out") }
      guard !isUnwanted() else { throw ConnectFailure(reason: nil) }
      let poll = SocketPoll(
        socket: handle.socket, reading: progress == .reading, writing: progress == .writing,
        signal: signal, timeout: min(clock.now.duration(to: deadline), Self.askInterval))
      guard poll.isSocketReady else { continue }
      progress = handle.connect()
      switch progress {
      case .reading, .writing: continue
      case .failed: throw ConnectFailure(reason: handle.errorMessage)
      case .open: return OpenConnection(handle: handle, settings: settings, signal: signal)
      }
    }
  }
}

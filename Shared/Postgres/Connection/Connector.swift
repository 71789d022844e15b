/// Why no connection was made.
struct ConnectFailure: Error {
  /// For the log; `nil` when the attempt was given up because the pool ends.
  var reason: String?
}

/// Makes connections.
struct Connector {
  let settings: ConnectionSettings

  /// How often somebody is asked whether a connection that takes long is still wanted.
  private static var askInterval: Duration { .milliseconds(100) }

  /// Makes a connection; blocks.
  ///
  /// Looking up the name of the server blocks and has limits of its own (`resolv.conf`); the time
  /// for the attempt begins after it.
  ///
  /// The closure is asked when the signal is raised and every 0.1 s; `true` gives up.
  ///
  /// - Throws: ``ConnectFailure``.
  func connect(
    signal: WakeSignal, stopWhen isUnwanted: () -> Bool
  ) throws(ConnectFailure) -> OpenConnection {
    guard let handle = ConnectionHandle(starting: settings.parameters) else {
      throw ConnectFailure(reason: "out of memory")
    }
    let clock = ContinuousClock()
    let deadline = clock.now + settings.connectTimeout
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

internal import Kernel

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

  /// How long an attempt that nobody wants any more may take to end.
  ///
  /// Most end at once. A process that ends while libpq is at work could crash, because OpenSSL
  /// takes down what it needs.
  private static var unwantedGrace: Duration { .seconds(1) }

  /// Makes a connection to one of the servers; waits until it is there.
  ///
  /// The closure is asked when the signal is raised and every 0.1 s; `true` gives up.
  ///
  /// - Throws: ``ConnectFailure``.
  func connect(
    signal: WakeSignal, stopWhen isUnwanted: () -> Bool
  ) throws(ConnectFailure) -> OpenConnection {
    var reasons: [String] = []
    for server in settings.servers.inOrder {
      do throws(ConnectFailure) {
        let connection = try connect(to: server, signal: signal, stopWhen: isUnwanted)
        settings.servers.prefer(server)
        return connection
      } catch {
        guard let reason = error.reason else { throw error }
        reasons.append(reason)
      }
    }
    throw ConnectFailure(reason: reasons.joined(separator: "; "))
  }

  private func connect(
    to server: ServerList.Server, signal: WakeSignal, stopWhen isUnwanted: () -> Bool
  ) throws(ConnectFailure) -> OpenConnection {
    let attempt = ConnectionAttempt(settings.parameters(server), whenDone: signal)
    var unwantedDeadline: MonotonicTime?
    while !attempt.hasEnded {
      if unwantedDeadline == nil, isUnwanted() {
        unwantedDeadline = MonotonicTime.now + Self.unwantedGrace
      }
      if let unwantedDeadline, MonotonicTime.now >= unwantedDeadline { break }
      signal.wait(Self.askInterval)
    }
    if unwantedDeadline != nil {
      // Closed by this thread, whose end the shutdown waits for.
      _ = attempt.take()
      throw ConnectFailure(reason: nil)
    }
    guard let handle = attempt.take() else {
      throw ConnectFailure(reason: "no memory or thread is left")
    }
    guard handle.enterPipelineMode() else { throw ConnectFailure(reason: handle.errorMessage) }
    return OpenConnection(handle: handle, settings: settings, signal: signal)
  }
}

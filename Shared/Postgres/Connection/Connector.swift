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
    while !attempt.hasEnded {
      guard !isUnwanted() else { throw ConnectFailure(reason: nil) }
      signal.wait(Self.askInterval)
    }
    guard let handle = attempt.take() else {
      throw ConnectFailure(reason: "no memory or thread is left")
    }
    guard handle.enterPipelineMode() else { throw ConnectFailure(reason: handle.errorMessage) }
    return OpenConnection(handle: handle, settings: settings, signal: signal)
  }
}

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

  /// Makes a connection; waits until it is there.
  ///
  /// The closure is asked when the signal is raised and every 0.1 s; `true` gives up.
  ///
  /// - Throws: ``ConnectFailure``.
  func connect(
    signal: WakeSignal, stopWhen isUnwanted: () -> Bool
  ) throws(ConnectFailure) -> OpenConnection {
    let attempt = ConnectionAttempt(settings.parameters, whenDone: signal)
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

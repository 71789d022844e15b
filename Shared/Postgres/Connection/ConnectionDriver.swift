internal import Logging

/// Why no connection was made.
struct ConnectFailure: Error {
  /// For the log; `nil` when the attempt was given up because the pool ends.
  var reason: String?
}

/// An answer that waits for the end of its connection, so that a caller who asks again finds the
/// connection gone.
struct LastAnswer {
  let exchange: Exchange
  let answer: Exchange.Answer

  func give() { exchange.finish(answer) }
}

/// What the thread of a connection does: it connects, and serves the mailbox until the connection
/// is lost or is to be stopped.
struct ConnectionDriver {
  let settings: ConnectionSettings
  let mailbox: ConnectionMailbox
  let logger: Logger

  /// Makes a connection.
  ///
  /// Looking up the name of the server blocks and has limits of its own (`resolv.conf`); the time
  /// for the attempt begins after it.
  func connect() throws(ConnectFailure) -> OpenConnection {
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
      // Nobody has the connection yet, so all that can come is the word to stop.
      guard mailbox.take() == nil else { throw ConnectFailure(reason: nil) }
      let poll = SocketPoll(
        socket: handle.socket, reading: progress == .reading, writing: progress == .writing,
        signal: mailbox.signal, timeout: clock.now.duration(to: deadline))
      guard poll.isSocketReady else { continue }
      progress = handle.connect()
      switch progress {
      case .reading, .writing: continue
      case .failed: throw ConnectFailure(reason: handle.errorMessage)
      case .open: return OpenConnection(handle: handle, settings: settings, mailbox: mailbox)
      }
    }
  }

  /// Waits before another attempt, or until the signal of the mailbox is raised.
  func pause(_ duration: Duration) {
    _ = SocketPoll(
      socket: nil, reading: false, writing: false, signal: mailbox.signal, timeout: duration)
  }

  /// Serves until the connection is gone or is to be stopped, and closes it.
  ///
  /// - Returns: What is still to be answered.
  func serve(_ opened: consuming OpenConnection) -> LastAnswer? {
    var connection = opened
    while true {
      switch mailbox.take() {
      case .exchange(let exchange):
        if let last = serve(&connection, exchange) { return last }
      case .recycle(let then):
        guard connection.rollBack() else { return nil }
        then()
      case .stop: return nil
      case nil:
        guard connection.waitForCommand() else {
          logger.warning("the server closed an idle connection")
          return nil
        }
      }
    }
  }

  /// - Returns: The answer when the connection is of no more use.
  private func serve(_ connection: inout OpenConnection, _ exchange: Exchange) -> LastAnswer? {
    guard !exchange.isCancelled else { return nil }
    guard !exchange.needsTransaction || connection.isInTransaction else {
      exchange.finish(.failure(.connectionLost))
      return nil
    }
    let (answer, isUsable) = connection.perform(exchange)
    guard isUsable else {
      logger.warning("a connection to the database was lost")
      return LastAnswer(exchange: exchange, answer: answer)
    }
    exchange.finish(answer)
    return nil
  }
}

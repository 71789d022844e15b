internal import Logging

/// An answer that waits for the end of its connection, so that a caller who asks again finds the
/// connection gone.
struct LastAnswer {
  let exchange: Exchange
  let error: PostgresError

  func give() { exchange.fail(error) }
}

/// What the thread of a leased connection does: it connects, and serves the mailbox until the
/// connection is lost or is to be stopped.
struct ConnectionDriver {
  let settings: ConnectionSettings
  let mailbox: ConnectionMailbox
  let logger: Logger

  /// Makes a connection.
  func connect() throws(ConnectFailure) -> OpenConnection {
    // Nobody has the connection yet, so all that can come is the word to stop.
    try Connector(settings: settings).connect(signal: mailbox.signal) { mailbox.take() != nil }
  }

  /// Waits before another attempt, or until the signal of the mailbox is raised.
  func pause(_ duration: Duration) { mailbox.signal.wait(duration) }

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
        guard connection.waitForSignal() else {
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
      exchange.fail(.connectionLost)
      return nil
    }
    let outcome =
      switch exchange.content {
      case .statements(let statements):
        connection.perform(statements, demand: { exchange.isCancelled ? .none : .all })
      case .script(let name, let sql):
        connection.run(script: sql, name: name, demand: { exchange.isCancelled ? .none : .all })
      case .copy(let name, let step):
        connection.copy(step, name: name, demand: { exchange.isCancelled ? .none : .all })
      }
    switch outcome {
    case .rows(let rows): exchange.finish(rows)
    case .refused(let error, _): exchange.fail(.server(error))
    case .lost:
      logger.warning("a connection to the database was lost")
      return LastAnswer(exchange: exchange, error: exchange.lossError)
    case .undone:
      logger.warning("a connection to the database takes no more work")
      return LastAnswer(exchange: exchange, error: .connectionLost)
    }
    return nil
  }
}

internal import Logging

/// What the thread of a connection does: it connects when something is to be done, serves the
/// mailbox, and connects again after a loss.
struct ConnectionDriver: ~Copyable {
  private let settings: ConnectionSettings
  private let mailbox: ConnectionMailbox
  private let logger: Logger
  private let clock = ContinuousClock()
  private var backoff = ReconnectBackoff()

  init(settings: ConnectionSettings, mailbox: ConnectionMailbox, logger: Logger) {
    self.settings = settings
    self.mailbox = mailbox
    self.logger = logger
  }

  /// Runs until it is told to stop.
  mutating func run() {
    while let exchange = waitForExchange() {
      do throws(PostgresError) {
        var connection = try connect()
        if serve(&connection, first: exchange) { return }
      } catch {
        exchange.finish(.failure(error))
      }
    }
  }

  /// Waits without a connection; `nil` is the end.
  private func waitForExchange() -> Exchange? {
    while true {
      switch mailbox.take() {
      case .exchange(let exchange):
        if exchange.isCancelled { continue }
        if exchange.mayConnect { return exchange }
        exchange.finish(.failure(.connectionLost))
      case .recycle(let then): then()
      case .stop: return nil
      case nil:
        _ = SocketPoll(
          socket: nil, reading: false, writing: false, signal: mailbox.signal, timeout: nil)
      }
    }
  }

  /// Serves with a connection until it breaks.
  ///
  /// - Returns: `true` when the thread shall end, `false` when the connection is gone.
  private func serve(_ connection: inout OpenConnection, first: Exchange) -> Bool {
    guard serve(&connection, first) else { return false }
    while true {
      switch mailbox.take() {
      case .exchange(let exchange):
        guard serve(&connection, exchange) else { return false }
      case .recycle(let then):
        let isUsable = connection.rollBack()
        then()
        guard isUsable else { return false }
      case .stop: return true
      case nil:
        guard connection.waitForCommand() else {
          logger.warning("the server closed an idle connection")
          return false
        }
      }
    }
  }

  private func serve(_ connection: inout OpenConnection, _ exchange: Exchange) -> Bool {
    guard !exchange.isCancelled else { return true }
    guard exchange.mayConnect || connection.isInTransaction else {
      exchange.finish(.failure(.connectionLost))
      return true
    }
    let (answer, isUsable) = connection.perform(exchange)
    if !isUsable { logger.warning("a connection to the database was lost") }
    exchange.finish(answer)
    return isUsable
  }

  private mutating func connect() throws(PostgresError) -> OpenConnection {
    if let remaining = backoff.remaining(now: clock.now) {
      throw .unavailable(retryAfter: remaining, reason: .cannotConnect)
    }
    let deadline = clock.now + settings.connectTimeout
    guard let handle = ConnectionHandle(starting: settings.parameters) else {
      throw unavailable(message: "out of memory")
    }
    // PQconnectPoll wants the socket to be writable first.
    var progress = ConnectionHandle.Progress.writing
    while true {
      guard clock.now < deadline else { throw unavailable(message: "timed out") }
      let poll = SocketPoll(
        socket: handle.socket, reading: progress == .reading, writing: progress == .writing,
        signal: mailbox.signal, timeout: clock.now.duration(to: deadline))
      guard poll.isSocketReady || handle.isBroken else { continue }
      progress = handle.connect()
      switch progress {
      case .reading, .writing: continue
      case .failed: throw unavailable(message: handle.errorMessage)
      case .open:
        backoff.succeed()
        return OpenConnection(handle: handle, settings: settings, mailbox: mailbox)
      }
    }
  }

  private mutating func unavailable(message: String) -> PostgresError {
    logger.warning("cannot connect to the database", metadata: ["reason": "\(message)"])
    let delay = backoff.fail(now: clock.now, random: .random(in: 0..<1))
    return .unavailable(retryAfter: delay, reason: .cannotConnect)
  }
}

internal import Synchronization

/// What tasks ask of a connection's thread.
enum ConnectionCommand: Sendable {
  case exchange(Exchange)
  /// Brings the connection back to a state without a transaction, then calls the closure; it is not
  /// called when the connection is gone.
  case recycle(then: @Sendable () -> Void)
  /// Ends the thread after the commands before it.
  case stop
}

/// The queue between tasks and a connection's thread; it ends with the connection.
final class ConnectionMailbox: Sendable {
  let signal: WakeSignal

  private struct State {
    var commands: [ConnectionCommand] = []
    var isClosed = false
  }

  private let state = Mutex(State())

  init(signal: WakeSignal) { self.signal = signal }

  var isClosed: Bool { state.withLock { $0.isClosed } }

  /// Asks something of the thread; an exchange fails at once when the connection is gone.
  func post(_ command: ConnectionCommand) {
    let isClosed = state.withLock { state in
      if !state.isClosed { state.commands.append(command) }
      return state.isClosed
    }
    if isClosed { Self.refuse(command) } else { signal.raise() }
  }

  func wake() { signal.raise() }

  /// Takes the oldest command.
  func take() -> ConnectionCommand? {
    state.withLock { $0.commands.isEmpty ? nil : $0.commands.removeFirst() }
  }

  /// Refuses all that comes.
  ///
  /// - Returns: What has been waiting, to be refused when the end is known.
  func close() -> [ConnectionCommand] {
    state.withLock { state in
      defer { state.commands = [] }
      state.isClosed = true
      return state.commands
    }
  }

  static func refuse(_ command: ConnectionCommand) {
    if case .exchange(let exchange) = command { exchange.fail(.connectionLost) }
  }
}

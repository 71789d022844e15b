internal import Synchronization

/// What tasks ask of a connection's thread.
enum ConnectionCommand: Sendable {
  case exchange(Exchange)
  /// Brings the connection back to a state without a transaction, then calls the closure.
  case recycle(then: @Sendable () -> Void)
  /// Ends the thread after the commands before it.
  case stop
}

/// The queue between tasks and a connection's thread.
final class ConnectionMailbox: Sendable {
  let signal: WakeSignal
  private let queue = Mutex<[ConnectionCommand]>([])

  init(signal: WakeSignal) { self.signal = signal }

  func post(_ command: ConnectionCommand) {
    queue.withLock { $0.append(command) }
    signal.raise()
  }

  func wake() { signal.raise() }

  /// Takes the oldest command.
  func take() -> ConnectionCommand? {
    queue.withLock { $0.isEmpty ? nil : $0.removeFirst() }
  }
}

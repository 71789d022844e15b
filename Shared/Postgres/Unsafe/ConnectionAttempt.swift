internal import Synchronization

/// An attempt to connect, on a thread of its own.
///
/// Only in a call that blocks does libpq look up names and try hosts and addresses one after
/// another, each for at most `connect_timeout`.
final class ConnectionAttempt: Sendable {
  private let connection = Mutex<ConnectionHandle?>(nil)
  private let ended = Atomic(false)

  /// Begins; the signal is raised at the end.
  ///
  /// An attempt that nobody waits for any more ends by itself, and so does its connection.
  init(_ parameters: [(keyword: String, value: String)], whenDone signal: WakeSignal) {
    let isStarted = ConnectionThread.start {
      var handle = ConnectionHandle(connecting: parameters)
      self.connection.withLock { $0 = handle.take() }
      self.ended.store(true, ordering: .releasing)
      signal.raise()
    }
    if !isStarted { ended.store(true, ordering: .releasing) }
  }

  var hasEnded: Bool { ended.load(ordering: .acquiring) }

  /// Takes the connection of an attempt that has ended, once; it may be broken, and is `nil` when
  /// there was no memory or thread for it.
  func take() -> ConnectionHandle? { connection.withLock { $0.take() } }
}

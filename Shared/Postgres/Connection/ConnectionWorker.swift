internal import Logging

/// A connection and its thread, as the pool sees them.
final class ConnectionWorker: Sendable {
  let mailbox: ConnectionMailbox

  /// Starts a thread; the connection is made with the first exchange.
  ///
  /// It is `nil` when the system has no thread or no file descriptor left. `onStop` is called on
  /// the thread as its last act.
  init?(settings: ConnectionSettings, logger: Logger, onStop: @escaping @Sendable () -> Void) {
    guard let signal = WakeSignal() else { return nil }
    let mailbox = ConnectionMailbox(signal: signal)
    let isStarted = ConnectionThread.start {
      var driver = ConnectionDriver(settings: settings, mailbox: mailbox, logger: logger)
      driver.run()
      onStop()
    }
    guard isStarted else { return nil }
    self.mailbox = mailbox
  }
}

package import Logging

/// Waits at the start of a process for what other processes still prepare.
package struct StartupPatience: Sendable {
  /// How long to go on trying; zero: one attempt.
  package var limit: Duration
  /// The pause between two attempts.
  package var interval: Duration

  package init(limit: Duration, interval: Duration = .milliseconds(500)) {
    self.limit = limit
    self.interval = interval
  }

  /// Repeats an attempt until it succeeds or the time is over.
  ///
  /// - Parameters:
  ///   - waitingFor: What is missing, for the log.
  ///   - logger: Gets one line when waiting begins.
  ///   - attempt: What may fail.
  /// - Returns: The result of the attempt that succeeded.
  /// - Throws: The error of the last attempt.
  package func perform<Result: Sendable>(
    waitingFor: String, logger: Logger, _ attempt: () async throws -> Result
  ) async throws -> Result {
    let clock = ContinuousClock()
    let end = clock.now.advanced(by: limit)
    var hasLogged = false
    while true {
      do {
        return try await attempt()
      } catch  where clock.now < end && !Task.isCancelled {
        if !hasLogged {
          logger.notice("waiting", metadata: ["for": "\(waitingFor)"])
          hasLogged = true
        }
        try await clock.sleep(for: interval)
      }
    }
  }
}

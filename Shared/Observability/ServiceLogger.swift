package import Kernel
package import Logging

/// Makes the logger of a process.
package enum ServiceLogger {
  /// A logger that writes JSON lines to standard error.
  ///
  /// - Parameters:
  ///   - service: The name of the service, written with every line.
  ///   - level: Less important lines are left out.
  ///   - clock: Tells the time of each line.
  /// - Returns: The logger.
  package static func make(
    service: String, level: Logger.Level, clock: any WallClock
  ) -> Logger {
    Logger(label: "laurel.\(service)") { _ in
      StructuredLogHandler(
        service: service, logLevel: level, now: { clock.now().rfc3339 },
        write: { StandardError.write($0) })
    }
  }
}

package import Logging
internal import SystemPackage

/// What the programs say.
package enum Console {
  /// Prints one line at once, also when a program reads it.
  package static func say(_ line: String) throws {
    try FileDescriptor.standardOutput.writeAll((line + "\n").utf8)
  }

  /// A logger for errors only: what is expected goes to ``say(_:)``.
  package static func logger(_ label: String) -> Logger {
    var logger = Logger(label: label) { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = .critical
    return logger
  }
}

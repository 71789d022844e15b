internal import SystemPackage

/// The program that measures this one, at the other end of standard input and output.
enum Driver {
  /// Says one line, at once.
  static func tell(_ line: String) throws {
    try FileDescriptor.standardOutput.writeAll((line + "\n").utf8)
  }

  /// Waits until the driver says something, or is gone.
  static func wait() { _ = readLine() }
}

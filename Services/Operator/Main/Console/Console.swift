internal import Foundation

/// The terminal, or whatever the streams of the command are connected to.
enum Console {
  /// Writes a line to standard output; nothing is held back, so that progress can be followed.
  static func line(_ text: String = "") { write(text + "\n") }

  /// Writes text as it is to standard output.
  static func write(_ text: String) { write(Array(text.utf8)) }

  /// Writes bytes to standard output; what nobody reads any more is dropped.
  static func write(_ bytes: [UInt8]) {
    try? FileHandle.standardOutput.write(contentsOf: Data(bytes))
  }

  /// Writes a line to standard error: progress and complaints that are no result.
  static func note(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data((text + "\n").utf8))
  }

  /// Writes a step that was done: what, padded to a column, and how it went.
  static func step(_ name: String, _ outcome: String) {
    let padding = String(repeating: " ", count: max(1, 14 - name.count))
    line("  \(name)\(padding)\(outcome)")
  }
}

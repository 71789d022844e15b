package import Kernel

/// A place in a file.
package struct TextPosition: Hashable, Sendable, CustomStringConvertible {
  /// From 1.
  package let line: Int64
  /// The byte in the line, from 1.
  package let column: Int64

  package init(line: Int64, column: Int64) {
    self.line = line
    self.column = column
  }

  package static var start: TextPosition { TextPosition(line: 1, column: 1) }

  package var description: String { "line \(line), column \(column)" }

  /// The place after a byte.
  func passing(_ byte: UInt8) -> TextPosition {
    byte == UInt8(ascii: "\n")
      ? TextPosition(line: line + 1, column: 1) : TextPosition(line: line, column: column + 1)
  }
}

/// A file that is not what it should be; whatever follows the place cannot be read.
package struct TextFileError: Error, Hashable, Sendable {
  package let position: TextPosition
  package let reason: String

  package init(_ reason: String, at position: TextPosition) {
    self.position = position
    self.reason = reason
  }

  /// The error as one of the request's field that holds the file.
  package func validationError(field: String) -> ValidationError {
    ValidationError(field: field, reason: "is wrong in \(position): \(reason)")
  }
}

/// A file that comes in chunks of any length.
struct TextChunks: Sendable {
  private var bytes: [UInt8] = []
  private var index = 0
  /// The place of the next byte.
  private(set) var position = TextPosition.start
  /// Whether no more chunks come.
  private(set) var isFinished = false

  /// How long a record or object may be, in bytes.
  static var recordBytesMax: Int { 65_536 }

  mutating func append(_ chunk: [UInt8]) {
    if index == bytes.count {
      bytes = chunk
    } else {
      bytes.removeFirst(index)
      bytes += chunk
    }
    index = 0
  }

  mutating func finish() { isFinished = true }

  /// How many bytes have come that nobody has read.
  var count: Int { bytes.count - index }

  /// The next byte, which stays; `nil` when it has not come yet.
  var next: UInt8? { index < bytes.count ? bytes[index] : nil }

  /// Goes on to the byte after the next one.
  mutating func advance() {
    guard let next else { return }
    position = position.passing(next)
    index += 1
  }

  /// Passes some bytes that have no place in a line, if they come next.
  mutating func skipMark(_ mark: [UInt8]) {
    if bytes[index...].starts(with: mark) { index += mark.count }
  }
}

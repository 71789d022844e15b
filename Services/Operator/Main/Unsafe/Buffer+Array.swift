internal import Subprocess

extension Array where Element == UInt8 {
  /// The bytes of a piece of a program's output.
  init(_ buffer: SubprocessOutputSequence.Buffer) {
    self = unsafe buffer.withUnsafeBytes { unsafe Array($0) }
  }
}

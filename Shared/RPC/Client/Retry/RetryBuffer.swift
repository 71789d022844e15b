internal import NIOCore

/// What a call has sent, as long as it may have to be sent again.
struct RetryBuffer {
  /// Of the messages of one call with their prefixes, as in gRPC's other libraries.
  static let bytesMax = 256 * 1024

  /// The messages so far; empty after ``commit()``.
  private(set) var frames = Few<ByteBuffer>()
  private(set) var byteCount = 0
  private(set) var isCommitted = false
  private let bytesMax: Int

  init(bytesMax: Int = RetryBuffer.bytesMax) { self.bytesMax = bytesMax }

  /// Keeps a message, even one that is too much.
  ///
  /// - Returns: `false` when the call has to be committed: at once while an attempt is on the wire,
  ///   which then has the message, else when the next attempt has been sent all of it. Until then
  ///   the writer should wait.
  mutating func append(_ frame: ByteBuffer) -> Bool {
    guard !isCommitted else { return true }
    frames.append(frame)
    byteCount += frame.readableBytes
    return byteCount <= bytesMax
  }

  /// Forgets everything: there will be no other attempt.
  mutating func commit() {
    isCommitted = true
    frames.removeAll()
    byteCount = 0
  }
}

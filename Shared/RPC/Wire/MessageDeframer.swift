internal import NIOCore

/// Why a stream of length-prefixed messages cannot be read on.
enum FramingError: Error, Hashable {
  /// The flag is neither 0 nor 1.
  case invalidFlag(UInt8)
  /// The message is compressed although no encoding was agreed on.
  case unexpectedCompression
  /// The announced length is larger than allowed.
  case messageTooLarge(bytes: Int, bytesMax: Int)

  var status: RPCStatus {
    switch self {
    case .invalidFlag:
      RPCStatus(code: .internalError, message: "The message prefix is invalid.")
    case .unexpectedCompression:
      RPCStatus(
        code: .internalError, message: "A message is compressed without an agreed encoding.")
    case .messageTooLarge(let bytes, let bytesMax):
      RPCStatus(
        code: .resourceExhausted,
        message: "A message of \(bytes) bytes is larger than the \(bytesMax) bytes allowed.",
        reason: "MESSAGE_TOO_LARGE")
    }
  }
}

/// Cuts a stream of bytes, in whatever pieces it arrives, into messages.
///
/// Holds at most one unfinished message; its announced length is checked before it is held.
struct MessageDeframer {
  private let messageBytesMax: Int
  private var pending = ByteBuffer()

  init(messageBytesMax: Int) { self.messageBytesMax = messageBytesMax }

  /// Whether the stream may end here.
  var isBetweenMessages: Bool { pending.readableBytes == 0 }

  mutating func append(_ bytes: ByteBuffer) {
    if pending.readableBytes == 0 {
      pending = bytes
    } else {
      pending.writeImmutableBuffer(bytes)
    }
  }

  /// The next whole message without its prefix; `nil` when more bytes are needed.
  mutating func next() throws(FramingError) -> ByteBuffer? {
    guard let flag = pending.getInteger(at: pending.readerIndex, as: UInt8.self),
      let length = pending.getInteger(at: pending.readerIndex + 1, as: UInt32.self)
    else { return nil }
    guard flag <= 1 else { throw .invalidFlag(flag) }
    guard flag == 0 else { throw .unexpectedCompression }
    let count = Int(length)
    guard count <= messageBytesMax else {
      throw .messageTooLarge(bytes: count, bytesMax: messageBytesMax)
    }
    guard pending.readableBytes >= MessageFrame.prefixBytes + count else { return nil }
    pending.moveReaderIndex(forwardBy: MessageFrame.prefixBytes)
    guard let message = pending.readSlice(length: count) else { return nil }
    if pending.readableBytes == 0 { pending = ByteBuffer() }
    // A copy, so that a small message that waits does not keep a whole read buffer alive.
    return count == 0 ? ByteBuffer() : ByteBuffer(bytes: message.readableBytesView)
  }
}

internal import Compression
public import NIOCore

/// Why a stream of length-prefixed messages cannot be read on.
enum FramingError: Error, Hashable {
  /// The flag is neither 0 nor 1.
  case invalidFlag(UInt8)
  /// The message is compressed although no encoding was agreed on.
  case unexpectedCompression
  /// A compressed message is broken.
  case brokenCompression
  /// The announced length, or the length after decompression, is larger than allowed.
  case messageTooLarge(bytesMax: Int)

  var status: RPCStatus {
    switch self {
    case .invalidFlag:
      RPCStatus(code: .internalError, message: "The message prefix is invalid.")
    case .unexpectedCompression:
      RPCStatus(
        code: .internalError, message: "A message is compressed without an agreed encoding.")
    case .brokenCompression:
      RPCStatus(code: .internalError, message: "A compressed message is broken.")
    case .messageTooLarge(let bytesMax):
      RPCStatus(
        code: .resourceExhausted,
        message: "A message is larger than the \(bytesMax) bytes allowed.",
        reason: "MESSAGE_TOO_LARGE", metadata: ["bytes_max": "\(bytesMax)"])
    }
  }
}

/// A message that has arrived.
public struct InboundMessage: Sendable {
  /// What the message consists of, without its prefix and not compressed; may be a part of the
  /// buffer that it was read with.
  public var bytes: ByteBuffer
  /// Its length on the wire, without the prefix.
  var wireByteCount: Int
  /// Whether the message came compressed.
  public var isCompressed: Bool
}

/// Cuts a stream of bytes, in whatever pieces it arrives, into messages.
///
/// Holds at most one unfinished message; its announced length is checked before it is held.
struct MessageDeframer {
  private let messageBytesMax: Int
  /// What compressed messages are compressed with.
  var encoding: CompressionAlgorithm?
  private var pending = ByteBuffer()

  init(messageBytesMax: Int) { self.messageBytesMax = messageBytesMax }

  /// Whether the stream may end here.
  var isBetweenMessages: Bool { pending.readableBytes == 0 }

  /// Bytes of the unfinished message.
  var pendingByteCount: Int { pending.readableBytes }

  mutating func append(_ bytes: ByteBuffer) {
    if pending.readableBytes == 0 {
      pending = bytes
    } else {
      // Only what is unread is copied where messages still share the memory.
      pending = pending.slice()
      pending.writeImmutableBuffer(bytes)
    }
  }

  /// The next whole message; `nil` when more bytes are needed.
  mutating func next(_ codec: MessageCodec) throws(FramingError) -> InboundMessage? {
    guard let flag = pending.getInteger(at: pending.readerIndex, as: UInt8.self) else {
      return nil
    }
    guard flag <= 1 else { throw .invalidFlag(flag) }
    guard flag == 0 || encoding != nil else { throw .unexpectedCompression }
    guard let length = pending.getInteger(at: pending.readerIndex + 1, as: UInt32.self) else {
      return nil
    }
    let count = Int(length)
    guard count <= messageBytesMax else { throw .messageTooLarge(bytesMax: messageBytesMax) }
    guard pending.readableBytes >= MessageFrame.prefixBytes + count else { return nil }
    pending.moveReaderIndex(forwardBy: MessageFrame.prefixBytes)
    guard let body = pending.readSlice(length: count) else { return nil }
    if pending.readableBytes == 0 { pending = ByteBuffer() }
    if flag == 1, let encoding {
      return InboundMessage(
        bytes: try codec.decompress(body, encoding, bytesMax: messageBytesMax),
        wireByteCount: count, isCompressed: true)
    }
    return InboundMessage(bytes: body, wireByteCount: count, isCompressed: false)
  }

  /// What waits is to stay without the buffer in which it has arrived.
  mutating func keepWaitingBytes() { pending.leaveLargeBuffer() }
}

extension ByteBuffer {
  /// Copies the bytes if they keep a much larger buffer alive.
  mutating func leaveLargeBuffer() {
    guard storageCapacity > 2 * readableBytes + 256 else { return }
    self = readableBytes == 0 ? ByteBuffer() : ByteBuffer(bytes: readableBytesView)
  }
}

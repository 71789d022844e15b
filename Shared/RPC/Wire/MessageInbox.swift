internal import Compression
internal import NIOCore

/// Takes a stream of bytes, in whatever pieces it arrives, and gives the messages in it.
///
/// Messages wait side by side in one buffer, so that one more costs no memory of its own and next
/// to no time. The announced length of a message is checked before its content is held.
struct MessageInbox {
  private let messageBytesMax: Int
  /// What compressed messages are compressed with.
  var encoding: CompressionAlgorithm?
  /// Whole messages, each behind its prefix; what came compressed no longer is, but has the flag.
  private var waiting = ByteBuffer()
  /// How many messages wait to be read.
  private(set) var count = 0
  /// The beginning of a message that has not come as a whole.
  private var pending = ByteBuffer()

  init(messageBytesMax: Int) { self.messageBytesMax = messageBytesMax }

  var isEmpty: Bool { count == 0 }

  /// Whether the stream may end here.
  var isBetweenMessages: Bool { pending.readableBytes == 0 }

  /// Bytes that are held: messages that wait, and what has come of the next.
  var heldByteCount: Int { waiting.readableBytes + pending.readableBytes }

  /// Takes bytes that have arrived.
  ///
  /// Adds the sizes of the messages that are complete now to `arrived`, if somebody asks.
  ///
  /// - Returns: The number of these messages.
  /// - Throws: Why the stream cannot be read on; messages before that place can be.
  mutating func receive(
    _ bytes: ByteBuffer, _ codec: MessageCodec, arrived: inout [MessageSize]?
  ) throws(FramingError) -> Int {
    if pending.readableBytes == 0 { pending = bytes } else { pending.append(bytes) }
    let previousCount = count
    while true {
      let plain = plainMessages(&arrived)
      keep(plain)
      switch plain.next {
      case .incomplete: return count - previousCount
      case .broken(let error): throw error
      case .compressed(let wireByteCount, let encoding):
        let byteCount = try decompress(wireByteCount, encoding, codec)
        arrived?.append(
          MessageSize(byteCount: byteCount, wireByteCount: wireByteCount, isCompressed: true))
      }
    }
  }

  /// The message that has waited longest.
  mutating func popFirst() -> InboundMessage? {
    guard count > 0 else { return nil }
    let (isCompressed, byteCount) = firstPrefix
    waiting.moveReaderIndex(forwardBy: MessageFrame.prefixBytes)
    guard let bytes = waiting.readSlice(length: byteCount) else { return nil }
    count -= 1
    // Does not keep the memory of what has been read.
    if count == 0 { waiting = ByteBuffer() }
    return InboundMessage(bytes: bytes, isCompressed: isCompressed)
  }

  private var firstPrefix: (isCompressed: Bool, byteCount: Int) {
    let bytes = waiting.readableBytesUInt8Span
    return (bytes[0] == 1, MessageFrame.byteCount(inPrefix: bytes, at: 0))
  }

  /// Forgets all that is held.
  mutating func removeAll() {
    waiting = ByteBuffer()
    pending = ByteBuffer()
    count = 0
  }

  /// What is held is to stay without the buffer in which it has arrived.
  mutating func keepWaitingBytes() {
    waiting.leaveLargeBuffer()
    pending.leaveLargeBuffer()
  }

  /// Whole messages at the beginning of what is pending that are not compressed.
  private struct PlainMessages {
    enum Next {
      /// A message, or the prefix of one, that has not come as a whole, or nothing.
      case incomplete
      case compressed(byteCount: Int, CompressionAlgorithm)
      case broken(FramingError)
    }

    var count = 0
    var byteCount = 0
    /// What follows them.
    var next = Next.incomplete
  }

  private func plainMessages(_ arrived: inout [MessageSize]?) -> PlainMessages {
    var found = PlainMessages()
    let bytes = pending.readableBytesUInt8Span
    while found.byteCount < bytes.count {
      let flag = bytes[found.byteCount]
      guard flag <= 1 else {
        found.next = .broken(.invalidFlag(flag))
        break
      }
      if flag == 1 && encoding == nil {
        found.next = .broken(.unexpectedCompression)
        break
      }
      let start = found.byteCount + MessageFrame.prefixBytes
      guard start <= bytes.count else { break }
      let byteCount = MessageFrame.byteCount(inPrefix: bytes, at: found.byteCount)
      guard byteCount <= messageBytesMax else {
        found.next = .broken(.messageTooLarge(bytesMax: messageBytesMax))
        break
      }
      guard byteCount <= bytes.count - start else { break }
      if flag == 1, let encoding {
        found.next = .compressed(byteCount: byteCount, encoding)
        break
      }
      found.count += 1
      found.byteCount = start + byteCount
      arrived?.append(
        MessageSize(byteCount: byteCount, wireByteCount: byteCount, isCompressed: false))
    }
    return found
  }

  /// Lets the messages at the beginning of what is pending wait.
  private mutating func keep(_ messages: PlainMessages) {
    guard messages.count > 0, let bytes = pending.readSlice(length: messages.byteCount) else {
      return
    }
    if pending.readableBytes == 0 { pending = ByteBuffer() }
    if waiting.readableBytes == 0 { waiting = bytes } else { waiting.append(bytes) }
    count += messages.count
  }

  /// Lets the compressed message at the beginning of what is pending wait, decompressed.
  ///
  /// - Returns: The bytes that it has now.
  private mutating func decompress(
    _ byteCount: Int, _ encoding: CompressionAlgorithm, _ codec: MessageCodec
  ) throws(FramingError) -> Int {
    pending.moveReaderIndex(forwardBy: MessageFrame.prefixBytes)
    guard let body = pending.readSlice(length: byteCount) else { return 0 }
    if pending.readableBytes == 0 { pending = ByteBuffer() }
    let message = try codec.decompress(body, encoding, bytesMax: messageBytesMax)
    var frame = ByteBuffer()
    frame.writeInteger(UInt8(1))
    frame.writeInteger(UInt32(message.readableBytes))
    waiting.append(frame)
    waiting.append(message)
    count += 1
    return message.readableBytes
  }
}

extension ByteBuffer {
  /// Adds bytes behind those that are unread.
  ///
  /// Only these are copied where messages that were read still share the memory.
  fileprivate mutating func append(_ bytes: ByteBuffer) {
    self = slice()
    writeImmutableBuffer(bytes)
  }
}

extension MessageSize {
  /// The size of a message of which the frame and the frame that goes to the wire are given.
  init(frame: ByteBuffer, wire: ByteBuffer) {
    self.init(
      byteCount: frame.readableBytes - MessageFrame.prefixBytes,
      wireByteCount: wire.readableBytes - MessageFrame.prefixBytes,
      isCompressed: wire.getInteger(at: wire.readerIndex, as: UInt8.self) == 1)
  }
}

internal import Compression
internal import NIOCore

/// Takes a stream of bytes, in whatever pieces it arrives, and gives the messages in it.
///
/// Messages that came together wait in the buffer that they came in, so that one of many costs next
/// to no time; small ones are put together. The announced length of a message is checked before its
/// content is held.
struct MessageInbox {
  /// Messages that wait, in one buffer.
  private struct Segment {
    var bytes: ByteBuffer
    /// The whole is one message, which came compressed; else messages, each behind its prefix.
    var isCompressedMessage = false

    var heldByteCount: Int { bytes.readableBytes + MessageInbox.segmentOverheadBytes }
  }

  /// Bytes of memory that a segment takes beside its content: empty ones are not free.
  static let segmentOverheadBytes = 128
  /// Messages are copied behind others as long as they have no more bytes together.
  static let gatheredBytesMax = 16 * 1024

  private let messageBytesMax: Int
  /// What compressed messages are compressed with.
  var encoding: CompressionAlgorithm?
  /// How many messages wait to be read.
  private(set) var count = 0
  // Where nothing waits there is no buffer: an empty one costs the counting of references to the
  // memory that all empty ones share.

  /// Has the next message, if one waits.
  private var first: Segment?
  private var rest: CircularBuffer<Segment>?
  /// Comes after the rest, and takes further messages.
  private var last: ByteBuffer?
  /// What the first segment had when its turn came: its memory stays until all of it is read.
  private var firstByteCount = 0
  /// Bytes of the segments behind the first.
  private var queuedByteCount = 0
  /// How many segments at the end of the rest may be parts of a larger buffer.
  private var looseCount = 0
  /// The beginning of a message that has not come as a whole; never empty.
  private var pending: ByteBuffer?

  init(messageBytesMax: Int) { self.messageBytesMax = messageBytesMax }

  var isEmpty: Bool { count == 0 }

  /// Whether the stream may end here.
  var isBetweenMessages: Bool { pending == nil }

  /// Bytes that are held: messages that wait, with the memory that they take, and what has come of
  /// the next.
  var heldByteCount: Int {
    firstByteCount + queuedByteCount + (pending?.readableBytes ?? 0)
  }

  /// Takes bytes that have arrived.
  ///
  /// Adds the sizes of the messages that are complete now to `arrived`, if somebody asks.
  ///
  /// - Returns: The number of these messages, and why the stream cannot be read on behind them.
  mutating func receive(
    _ bytes: ByteBuffer, _ codec: MessageCodec, arrived: inout [MessageSize]?
  ) -> (count: Int, failure: FramingError?) {
    let previousCount = count
    var failure: FramingError?
    do {
      try cut(bytes, codec, &arrived)
    } catch {
      failure = error
    }
    return (count - previousCount, failure)
  }

  private mutating func cut(
    _ bytes: ByteBuffer, _ codec: MessageCodec, _ arrived: inout [MessageSize]?
  ) throws(FramingError) {
    // In place, as long as nobody else refers to it: a message may come in many small pieces.
    pending?.append(bytes)
    var input = pending.take() ?? bytes
    while true {
      let plain = plainMessages(in: input.readableBytesUInt8Span, &arrived)
      if plain.byteCount == input.readableBytes { return keep(input, messageCount: plain.count) }
      if plain.count > 0, let messages = input.readSlice(length: plain.byteCount) {
        keep(messages, messageCount: plain.count)
      }
      switch plain.next {
      case .incomplete:
        pending = input
        return
      case .broken(let error): throw error
      case .compressed(let wireByteCount, let encoding):
        let byteCount = try decompress(&input, wireByteCount, encoding, codec)
        arrived?.append(
          MessageSize(byteCount: byteCount, wireByteCount: wireByteCount, isCompressed: true))
      }
    }
  }

  /// The message that has waited longest.
  mutating func popFirst() -> InboundMessage? {
    guard count > 0, var segment = first.take() else { return nil }
    count -= 1
    if segment.isCompressedMessage {
      advance()
      return InboundMessage(bytes: segment.bytes, isCompressed: true)
    }
    segment.bytes.moveReaderIndex(forwardBy: MessageFrame.flagBytes)
    let byteCount = Int(segment.bytes.readInteger(as: UInt32.self) ?? 0)
    if segment.bytes.readableBytes == byteCount {
      advance()
      return InboundMessage(bytes: segment.bytes, isCompressed: false)
    }
    guard let bytes = segment.bytes.readSlice(length: byteCount) else {
      preconditionFailure("only whole messages wait")
    }
    first = segment
    return InboundMessage(bytes: bytes, isCompressed: false)
  }

  /// Forgets all that is held.
  mutating func removeAll() {
    guard first != nil || rest != nil || pending != nil else { return }
    first = nil
    rest = nil
    last = nil
    pending = nil
    count = 0
    firstByteCount = 0
    queuedByteCount = 0
    looseCount = 0
  }

  /// What is held is to stay without the buffer in which it has arrived.
  mutating func keepWaitingBytes() {
    pending?.leaveLargeBuffer()
    first?.bytes.leaveLargeBuffer()
    last?.leaveLargeBuffer()
    let restCount = rest?.count ?? 0
    for offset in restCount - min(looseCount, restCount)..<restCount {
      rest?[offset: offset].bytes.leaveLargeBuffer()
    }
    looseCount = 0
  }

  /// Goes on with the next segment; without the memory of the one that has been read.
  private mutating func advance() {
    first = rest?.popFirst() ?? last.take().map { Segment(bytes: $0) }
    firstByteCount = first?.heldByteCount ?? 0
    queuedByteCount -= firstByteCount
  }

  private mutating func append(_ segment: Segment) {
    if isEmpty {
      first = segment
      firstByteCount = segment.heldByteCount
      return
    }
    if segment.isCompressedMessage {
      closeLast()
      queue(segment)
      queuedByteCount += segment.heldByteCount
      return
    }
    let gatheredByteCount = (last?.readableBytes ?? 0) + segment.bytes.readableBytes
    if last != nil, gatheredByteCount <= Self.gatheredBytesMax {
      last?.append(segment.bytes)
      queuedByteCount += segment.bytes.readableBytes
    } else {
      closeLast()
      last = segment.bytes
      queuedByteCount += segment.heldByteCount
    }
  }

  private mutating func closeLast() {
    if let bytes = last.take() { queue(Segment(bytes: bytes)) }
  }

  private mutating func queue(_ segment: Segment) {
    rest = rest ?? CircularBuffer(initialCapacity: 8)
    rest?.append(segment)
    looseCount += 1
  }

  /// Whole messages at the beginning of some bytes that are not compressed.
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

  private func plainMessages(
    in bytes: Span<UInt8>, _ arrived: inout [MessageSize]?
  ) -> PlainMessages {
    var found = PlainMessages()
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

  /// Lets messages that are not compressed wait.
  private mutating func keep(_ bytes: ByteBuffer, messageCount: Int) {
    guard messageCount > 0 else { return }
    append(Segment(bytes: bytes))
    count += messageCount
  }

  /// Lets the compressed message at the beginning of `input` wait, decompressed.
  ///
  /// - Returns: The bytes that it has now.
  private mutating func decompress(
    _ input: inout ByteBuffer, _ byteCount: Int, _ encoding: CompressionAlgorithm,
    _ codec: MessageCodec
  ) throws(FramingError) -> Int {
    input.moveReaderIndex(forwardBy: MessageFrame.prefixBytes)
    guard let body = input.readSlice(length: byteCount) else { return 0 }
    let message = try codec.decompress(body, encoding, bytesMax: messageBytesMax)
    append(Segment(bytes: message, isCompressedMessage: true))
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

internal import NIOCore

/// Messages that wait to be read; one costs no allocation.
struct MessageInbox {
  private var first: InboundMessage?
  private var rest: CircularBuffer<InboundMessage>?
  /// Bytes of memory that a message takes beside its content: empty ones are not free.
  static let messageOverheadBytes = 128

  /// Bytes of the messages that wait, each with its overhead.
  private(set) var byteCount = 0
  /// How many of the messages that wait, the last ones, may be parts of a larger buffer.
  private var looseCount = 0

  var isEmpty: Bool { first == nil }
  var count: Int { first == nil ? 0 : 1 + (rest?.count ?? 0) }

  mutating func append(_ message: InboundMessage) {
    byteCount += message.bytes.readableBytes + MessageInbox.messageOverheadBytes
    looseCount += 1
    guard first != nil else {
      first = message
      return
    }
    rest = rest ?? CircularBuffer(initialCapacity: 8)
    rest?.append(message)
  }

  mutating func popFirst() -> InboundMessage? {
    guard let message = first else { return nil }
    byteCount -= message.bytes.readableBytes + MessageInbox.messageOverheadBytes
    first = rest?.popFirst()
    looseCount = min(looseCount, count)
    return message
  }

  mutating func removeAll() { self = MessageInbox() }

  /// What waits is to stay without the buffer in which it has arrived.
  mutating func keepWaitingBytes() {
    if looseCount > 0, looseCount == count { first?.bytes.leaveLargeBuffer() }
    let restCount = rest?.count ?? 0
    for offset in restCount - min(looseCount, restCount)..<restCount {
      rest?[offset: offset].bytes.leaveLargeBuffer()
    }
    looseCount = 0
  }
}

extension InboundMessage {
  var size: MessageSize {
    MessageSize(
      byteCount: bytes.readableBytes, wireByteCount: wireByteCount, isCompressed: isCompressed)
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

import Compression
import NIOCore
import Testing

@testable import RPC

@Suite("MessageInbox") struct MessageInboxTests {
  private let codec = MessageCodec()

  private static let stream: [UInt8] = [
    0, 0, 0, 0, 3, 1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 9,
  ]
  private static let messages: [[UInt8]] = [[1, 2, 3], [], [9]]

  /// Takes bytes in, as if nobody asked for sizes.
  @discardableResult
  private func receive(
    _ bytes: some Sequence<UInt8>, _ inbox: inout MessageInbox
  ) throws(FramingError) -> Int {
    var unobserved: [MessageSize]?
    let (count, failure) = inbox.receive(ByteBuffer(bytes: bytes), codec, arrived: &unobserved)
    if let failure { throw failure }
    return count
  }

  private func read(_ inbox: inout MessageInbox) -> [[UInt8]] {
    var messages: [[UInt8]] = []
    while let message = inbox.popFirst() {
      messages.append(Array(message.bytes.readableBytesView))
    }
    return messages
  }

  /// A frame whose message is compressed.
  private func compressed(_ message: [UInt8]) -> [UInt8] {
    var frame = ByteBuffer(bytes: [0])
    frame.writeInteger(UInt32(message.count))
    frame.writeBytes(message)
    return Array(codec.compress(frame, .gzip).readableBytesView)
  }

  @Test("finds the same messages wherever the bytes are cut", arguments: 0...stream.count)
  func anyCut(cut: Int) throws {
    var inbox = MessageInbox(messageBytesMax: 3)
    var messages: [[UInt8]] = []
    for part in [Self.stream[..<cut], Self.stream[cut...]] {
      try receive(part, &inbox)
      messages += read(&inbox)
    }
    #expect(messages == Self.messages)
    #expect(inbox.isBetweenMessages)
    #expect(inbox.heldByteCount == 0)
  }

  @Test("finds the same messages when they are read at the end", arguments: 0...stream.count)
  func anyCutReadLate(cut: Int) throws {
    var inbox = MessageInbox(messageBytesMax: 3)
    let counts = try [Self.stream[..<cut], Self.stream[cut...]].map {
      try receive($0, &inbox)
    }
    #expect(counts.reduce(0, +) == 3)
    #expect(inbox.count == 3)
    let overhead = MessageInbox.segmentOverheadBytes
    #expect(inbox.heldByteCount >= Self.stream.count + overhead)
    #expect(inbox.heldByteCount <= Self.stream.count + 2 * overhead)
    #expect(read(&inbox) == Self.messages)
    #expect(inbox.isEmpty)
  }

  /// Copying what has come for each piece that comes would take minutes: 2 TB.
  @Test("puts a large message together from small pieces in place", .timeLimit(.minutes(1)))
  func smallPieces() throws {
    let byteCount = 16 * 1_048_576
    var inbox = MessageInbox(messageBytesMax: byteCount)
    var prefix = ByteBuffer(bytes: [0])
    prefix.writeInteger(UInt32(byteCount))
    try receive(prefix.readableBytesView, &inbox)
    var unobserved: [MessageSize]?
    let piece = ByteBuffer(repeating: 7, count: 64)
    for _ in 0..<byteCount / 64 {
      let (_, failure) = inbox.receive(piece, codec, arrived: &unobserved)
      try #require(failure == nil)
    }
    let message = inbox.popFirst()
    #expect(message?.bytes.readableBytes == byteCount)
    #expect(inbox.heldByteCount == 0)
  }

  @Test("finds the same messages when every byte comes alone")
  func singleBytes() throws {
    var inbox = MessageInbox(messageBytesMax: 3)
    for byte in Self.stream { try receive([byte], &inbox) }
    #expect(read(&inbox) == Self.messages)
  }

  @Test("tells the sizes of the messages that have come")
  func sizes() throws {
    var inbox = MessageInbox(messageBytesMax: 100)
    inbox.encoding = .gzip
    let frame = compressed([7, 7, 7, 7])
    var sizes: [MessageSize]? = []
    let bytes = ByteBuffer(bytes: Self.stream + frame)
    let (count, failure) = inbox.receive(bytes, codec, arrived: &sizes)
    #expect(count == 4)
    #expect(failure == nil)
    #expect(sizes?.map(\.byteCount) == [3, 0, 1, 4])
    #expect(sizes?.map(\.wireByteCount) == [3, 0, 1, frame.count - 5])
    #expect(sizes?.map(\.isCompressed) == [false, false, false, true])
  }

  @Test(
    "keeps compressed and other messages in their order, wherever the bytes are cut",
    arguments: 0...110)
  func compressedAmongOthers(cut: Int) throws {
    var inbox = MessageInbox(messageBytesMax: 100)
    inbox.encoding = .gzip
    let bytes = compressed([1, 1]) + Self.stream + compressed([]) + compressed([2])
    #expect(bytes.count <= 110)
    for part in [bytes.prefix(cut), bytes.dropFirst(cut)] { try receive(part, &inbox) }
    var flags: [Bool] = []
    var messages: [[UInt8]] = []
    while let message = inbox.popFirst() {
      flags.append(message.isCompressed)
      messages.append(Array(message.bytes.readableBytesView))
    }
    #expect(messages == [[1, 1], [1, 2, 3], [], [9], [], [2]])
    #expect(flags == [true, false, false, false, true, true])
  }

  @Test("counts a message that waits with the bytes that it has when it is not compressed")
  func heldBytes() throws {
    var inbox = MessageInbox(messageBytesMax: 10_000)
    inbox.encoding = .gzip
    try receive(compressed([UInt8](repeating: 1, count: 10_000)), &inbox)
    #expect(inbox.heldByteCount == 10_000 + MessageInbox.segmentOverheadBytes)
  }

  @Test("counts the memory of messages that have been read until all beside them are")
  func heldBytesOfReadMessages() throws {
    var inbox = MessageInbox(messageBytesMax: 50_000)
    let large = [0, 0, 0, 0xC3, 0x50] + [UInt8](repeating: 1, count: 50_000)
    try receive(large + Self.stream, &inbox)
    _ = inbox.popFirst()
    #expect(inbox.heldByteCount > 50_000)
    for _ in 0..<3 { _ = inbox.popFirst() }
    #expect(inbox.heldByteCount == 0)
  }

  @Test("frees each compressed message when it has been read")
  func compressedMessagesAreApart() throws {
    var inbox = MessageInbox(messageBytesMax: 50_000)
    inbox.encoding = .gzip
    let large = compressed([UInt8](repeating: 1, count: 50_000))
    for _ in 0..<3 { try receive(large, &inbox) }
    try receive(Self.stream, &inbox)
    for left in [100_000, 50_000, 0] {
      #expect(inbox.popFirst()?.bytes.readableBytes == 50_000)
      #expect(inbox.heldByteCount >= left)
      #expect(inbox.heldByteCount < left + 1_000)
    }
    #expect(read(&inbox) == Self.messages)
  }

  @Test("copies no more than some messages when one is read for each that comes")
  func waitingMessagesAreNotMoved() throws {
    var inbox = MessageInbox(messageBytesMax: 1_000)
    let frame = [0, 0, 0, 3, 0xE8] + [UInt8](repeating: 1, count: 1_000)
    for _ in 0..<1_000 { try receive(frame, &inbox) }
    var kept: [InboundMessage] = []
    for _ in 0..<2_000 {
      try receive(frame, &inbox)
      inbox.keepWaitingBytes()
      let popped = inbox.popFirst()
      let message = try #require(popped)
      #expect(message.bytes.storageCapacity <= 2 * MessageInbox.gatheredBytesMax)
      kept.append(message)
    }
    #expect(kept.count == 2_000)
    #expect(inbox.count == 1_000)
  }

  @Test("gives the messages before a broken one")
  func messagesBeforeBrokenOne() {
    var inbox = MessageInbox(messageBytesMax: 3)
    #expect(throws: FramingError.invalidFlag(9)) { try receive(Self.stream + [9], &inbox) }
    #expect(inbox.count == 3)
    #expect(read(&inbox) == Self.messages)
  }

  @Test("gives the messages before one that is not what it was compressed with")
  func messagesBeforeBrokenCompression() {
    var inbox = MessageInbox(messageBytesMax: 3)
    inbox.encoding = .gzip
    #expect(throws: FramingError.brokenCompression) {
      try receive(Self.stream + [1, 0, 0, 0, 2, 3, 4], &inbox)
    }
    #expect(read(&inbox) == Self.messages)
  }

  @Test("does not change messages that were read while further ones arrive")
  func readMessagesStay() throws {
    var inbox = MessageInbox(messageBytesMax: 3)
    var messages: [InboundMessage] = []
    for value in 0..<200 {
      try receive([0, 0, 0, 0, 1, UInt8(value), 0, 0], &inbox)
      try receive([0, 0, 1, UInt8(value)], &inbox)
      if let message = inbox.popFirst() { messages.append(message) }
    }
    while let message = inbox.popFirst() { messages.append(message) }
    #expect(
      messages.map { Array($0.bytes.readableBytesView) }
        == (0..<200).flatMap { [[UInt8($0)], [UInt8($0)]] })
  }

  @Test("puts messages together that come one by one")
  func waitingMessagesAreSmall() throws {
    var inbox = MessageInbox(messageBytesMax: 3)
    for _ in 0..<10_000 {
      try receive([0, 0, 0, 0, 0], &inbox)
      inbox.keepWaitingBytes()
    }
    #expect(inbox.count == 10_000)
    let first = inbox.popFirst()
    #expect(try #require(first).bytes.storageCapacity < 1_024)
    #expect(inbox.heldByteCount < 51_000)
  }

  @Test("leaves the large buffer in which a small message has come, when it is to stay")
  func keepingBytes() throws {
    var inbox = MessageInbox(messageBytesMax: 3)
    var read = ByteBufferAllocator().buffer(capacity: 65_536)
    read.writeBytes(Self.stream)
    read.writeBytes([0, 0, 0])
    var unobserved: [MessageSize]?
    let (count, failure) = inbox.receive(read, codec, arrived: &unobserved)
    #expect(count == 3)
    #expect(failure == nil)
    let first = inbox.popFirst()
    #expect(first.map { Array($0.bytes.readableBytesView) } == [1, 2, 3])
    inbox.keepWaitingBytes()
    for expected in [[], [9]] as [[UInt8]] {
      let popped = inbox.popFirst()
      let message = try #require(popped)
      #expect(message.bytes.storageCapacity < 1024)
      #expect(Array(message.bytes.readableBytesView) == expected)
    }
    try receive([0, 1, 5], &inbox)
    #expect(self.read(&inbox) == [[5]])
  }

  @Test("holds nothing any more when all is forgotten")
  func removeAll() throws {
    var inbox = MessageInbox(messageBytesMax: 3)
    try receive(Self.stream + [0, 0], &inbox)
    inbox.removeAll()
    #expect(inbox.isEmpty)
    #expect(inbox.heldByteCount == 0)
    #expect(inbox.popFirst() == nil)
  }

  @Test("takes messages as before when all that waited has been forgotten")
  func removeAllOfMany() throws {
    var inbox = MessageInbox(messageBytesMax: 20_000)
    inbox.encoding = .gzip
    let large = [0, 0, 0, 0x40, 0] + [UInt8](repeating: 1, count: 0x4000)
    for _ in 0..<3 { try receive(Self.stream + compressed([5]) + large, &inbox) }
    try receive([0, 0, 0], &inbox)
    inbox.removeAll()
    #expect(inbox.heldByteCount == 0)
    #expect(inbox.isBetweenMessages)
    try receive(Self.stream + compressed([6]), &inbox)
    #expect(read(&inbox) == Self.messages + [[6]])
    #expect(inbox.heldByteCount == 0)
  }

  @Test(
    "refuses a bad prefix before the message has come",
    arguments: [
      ([2, 0, 0, 0, 0], .invalidFlag(2)), ([1, 0, 0, 0, 1], .unexpectedCompression),
      ([0, 0, 0, 0, 4], .messageTooLarge(bytesMax: 3)),
      ([0, 255, 255, 255, 255], .messageTooLarge(bytesMax: 3)),
    ] as [([UInt8], FramingError)])
  func badPrefix(bytes: [UInt8], error: FramingError) {
    var inbox = MessageInbox(messageBytesMax: 3)
    #expect(throws: error) { try receive(bytes, &inbox) }
  }
}

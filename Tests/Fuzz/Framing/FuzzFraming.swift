import Compression
import FuzzSupport
import NIOCore

@testable import RPC

/// A stream of length-prefixed messages, compressed and not.
@main enum FuzzFraming {
  private struct Outcome: Equatable {
    var messages: [[UInt8]] = []
    var failure: FramingError?
    var isBetweenMessages = true
  }

  private static let messageBytesMax = 10_000

  static func main() {
    let codec = MessageCodec()
    let status = Fuzzer.run { bytes in
      var input = FuzzInput(bytes)
      let choice = input.byte()
      let pieces = input.pieces()
      let whole = outcome([pieces.flatMap { $0 }], choice, codec)
      // Where the stream is cut must not matter.
      precondition(whole == outcome(pieces, choice, codec), "the pieces make a difference")
    }
    precondition(status == 0, "libFuzzer could not run")
  }

  private static func outcome(
    _ pieces: [[UInt8]], _ choice: UInt8, _ codec: MessageCodec
  ) -> Outcome {
    var inbox = MessageInbox(messageBytesMax: messageBytesMax)
    switch choice % 3 {
    case 1: inbox.encoding = .gzip
    case 2: inbox.encoding = .deflate
    default: break
    }
    // A reader takes what has come now and then, and what waits leaves its buffer now and then.
    let readsAtOnce = choice & 8 == 0
    let keeps = choice & 16 == 0
    var outcome = Outcome()
    for piece in pieces {
      var sizes: [MessageSize]? = []
      let waitingCount = inbox.count
      let (count, failure) = inbox.receive(ByteBuffer(bytes: piece), codec, arrived: &sizes)
      outcome.failure = failure
      precondition(inbox.count == waitingCount + count, "the count is wrong")
      precondition(sizes?.count == count, "a size is missing")
      if keeps { inbox.keepWaitingBytes() }
      if readsAtOnce || outcome.failure != nil { read(&inbox, into: &outcome) }
      if outcome.failure != nil { return outcome }
      precondition(
        !inbox.isEmpty || inbox.heldByteCount <= messageBytesMax + MessageFrame.prefixBytes,
        "more than one unfinished message is held")
    }
    read(&inbox, into: &outcome)
    outcome.isBetweenMessages = inbox.isBetweenMessages
    return outcome
  }

  private static func read(_ inbox: inout MessageInbox, into outcome: inout Outcome) {
    while let message = inbox.popFirst() {
      precondition(message.bytes.readableBytes <= messageBytesMax, "a message is too large")
      outcome.messages.append(Array(message.bytes.readableBytesView))
    }
    precondition(inbox.isEmpty, "a message that waits cannot be read")
  }
}

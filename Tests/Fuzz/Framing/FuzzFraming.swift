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
    var deframer = MessageDeframer(messageBytesMax: messageBytesMax)
    switch choice % 3 {
    case 1: deframer.encoding = .gzip
    case 2: deframer.encoding = .deflate
    default: break
    }
    var outcome = Outcome()
    for piece in pieces {
      deframer.append(ByteBuffer(bytes: piece))
      do {
        while let message = try deframer.next(codec) {
          precondition(message.bytes.readableBytes <= messageBytesMax, "a message is too large")
          outcome.messages.append(Array(message.bytes.readableBytesView))
        }
      } catch {
        outcome.failure = error
        return outcome
      }
      precondition(
        deframer.pendingByteCount <= messageBytesMax + MessageFrame.prefixBytes,
        "more than one unfinished message is held")
    }
    outcome.isBetweenMessages = deframer.isBetweenMessages
    return outcome
  }
}

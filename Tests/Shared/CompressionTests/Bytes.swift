import Compression
import NIOCore
import Testing

/// Messages for the tests.
enum Bytes {
  /// What is repeated; longer than the 32 KiB in which zlib looks for repetitions.
  private static let blockBytes = 65_536

  /// Bytes that do not compress; the same for the same seed.
  static func random(_ count: Int, seed: UInt64 = 1) -> ByteBuffer {
    var state = seed
    var block = ByteBuffer()
    while block.readableBytes < min(count, blockBytes) {
      // A linear congruential generator (Knuth, MMIX); its upper half is the random one.
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      block.writeInteger(UInt32(state >> 32))
    }
    return repeating(block, count)
  }

  /// Text that compresses to about a third.
  static func text(_ count: Int) -> ByteBuffer {
    var block = ByteBuffer()
    var line = 0
    while block.readableBytes < min(count, blockBytes) {
      block.writeString("player \(line &* 7_919) points \(line)\n")
      line += 1
    }
    return repeating(block, count)
  }

  private static func repeating(_ block: ByteBuffer, _ count: Int) -> ByteBuffer {
    var buffer = ByteBuffer()
    while buffer.readableBytes < count { buffer.writeImmutableBuffer(block) }
    buffer.moveWriterIndex(to: count)
    return buffer
  }
}

/// A stream of another implementation.
struct Vector: CustomTestStringConvertible {
  let testDescription: String
  let algorithm: CompressionAlgorithm
  let bytes: [UInt8]
  let message: [UInt8]

  init(
    _ description: String, _ algorithm: CompressionAlgorithm, _ hexadecimal: String,
    message: [UInt8]? = nil
  ) {
    testDescription = description
    self.algorithm = algorithm
    let digits = hexadecimal.compactMap(\.hexDigitValue)
    bytes = stride(from: 0, to: digits.count - 1, by: 2).map {
      UInt8(digits[$0] * 16 + digits[$0 + 1])
    }
    self.message =
      message ?? Array(String(repeating: "Laurel, laurel, laurel. ", count: 3).utf8) + Array(0...7)
  }
}

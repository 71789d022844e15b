internal import Compression
internal import NIOCore

/// Compresses and decompresses the messages of an event loop; keeps the state of zlib for reuse.
///
/// Messages share no context, so that each can be read on its own. On the loop only.
final class MessageCodec {
  private var compressors: [CompressionAlgorithm: Compressor] = [:]
  private var decompressors: [CompressionAlgorithm: Decompressor] = [:]

  /// The names of what can be decompressed, as `grpc-accept-encoding` lists them.
  static let acceptedEncodings =
    (["identity"] + CompressionAlgorithm.allCases.map(\.name)).joined(separator: ",")

  /// Compresses the message of a frame.
  ///
  /// - Returns: The frame with its flag set.
  func compress(_ frame: ByteBuffer, _ encoding: CompressionAlgorithm) -> ByteBuffer {
    var output = ByteBuffer()
    output.writeInteger(UInt8(1))
    output.writeInteger(UInt32(0))
    let message = frame.readableBytesSpan.extracting(droppingFirst: MessageFrame.prefixBytes)
    compressor(encoding).compress(message, into: &output)
    output.setInteger(UInt32(output.readableBytes - MessageFrame.prefixBytes), at: 1)
    return output
  }

  /// Decompresses the body of a message.
  func decompress(
    _ body: ByteBuffer, _ encoding: CompressionAlgorithm, bytesMax: Int
  ) throws(FramingError) -> ByteBuffer {
    do {
      return try decompressor(encoding).decompress(body, bytesMax: bytesMax)
    } catch {
      switch error {
      case .tooLarge: throw .messageTooLarge(bytesMax: bytesMax)
      case .corrupt: throw .brokenCompression
      }
    }
  }

  private func compressor(_ encoding: CompressionAlgorithm) -> Compressor {
    if let compressor = compressors[encoding] { return compressor }
    let compressor = Compressor(encoding)
    compressors[encoding] = compressor
    return compressor
  }

  private func decompressor(_ encoding: CompressionAlgorithm) -> Decompressor {
    if let decompressor = decompressors[encoding] { return decompressor }
    let decompressor = Decompressor(encoding)
    decompressors[encoding] = decompressor
    return decompressor
  }
}

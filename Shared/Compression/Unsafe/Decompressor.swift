internal import CZlib
package import NIOCore

/// Decompresses one message after the other.
///
/// Holds about 40 KiB, so an event loop shares one per algorithm among its calls.
@safe
package final class Decompressor {
  /// Further room is made in pieces of at most so many bytes.
  private static let blockBytesMax = 64 * 1024
  private static let blockBytesMin = 512

  private let stream: UnsafeMutablePointer<z_stream>

  package init(_ algorithm: CompressionAlgorithm) {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    let result = unsafe inflateInit2_(
      stream, algorithm.windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    precondition(result == Z_OK, "zlib is out of memory or of another version")
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deinitialize(count: 1)
    unsafe stream.deallocate()
  }

  /// Undoes the compression of one message.
  ///
  /// `bytes` must be one whole stream: a gzip file of several members, which RFC 1952 allows, is
  /// refused as corrupt, because no gRPC implementation sends one.
  ///
  /// - Parameters:
  ///   - bytes: The compressed message.
  ///   - bytesMax: The most bytes that the message may have. At most one byte more is made before
  ///     a larger one is refused.
  /// - Returns: The message.
  /// - Throws: `tooLarge` or `corrupt`; the next message is not affected.
  package func decompress(
    _ bytes: ByteBuffer, bytesMax: Int
  ) throws(DecompressionError) -> ByteBuffer {
    precondition(bytesMax >= 0, "a limit is not negative")
    unsafe inflateReset(stream)
    let input = bytes.readableBytesSpan
    // One byte more than allowed shows that the message is too large.
    let outputMax = min(bytesMax, Int(UInt32.max) - 1) + 1
    let block = min(
      max(4 * input.byteCount, Decompressor.blockBytesMin), Decompressor.blockBytesMax)
    var output = ByteBuffer()
    let result = unsafe input.withUnsafeBytes { input in
      // zlib declares the input mutable but does not write to it.
      unsafe stream.pointee.next_in = UnsafeMutablePointer(
        mutating: input.bindMemory(to: UInt8.self).baseAddress)
      unsafe stream.pointee.avail_in = UInt32(input.count)
      var result = Z_OK
      while result == Z_OK, output.readableBytes < outputMax {
        result = advance(&output, block: block, outputMax: outputMax)
      }
      return result
    }
    guard output.readableBytes <= bytesMax else { throw .tooLarge(bytesMax: bytesMax) }
    guard result == Z_STREAM_END, unsafe stream.pointee.avail_in == 0 else { throw .corrupt }
    return output
  }

  /// Makes as much output as there is room, at least for one block or up to the limit.
  ///
  /// - Returns: The result of zlib: `Z_OK` when there may be more, `Z_STREAM_END` at the end,
  ///   `Z_BUF_ERROR` when the input ends too early.
  private func advance(_ output: inout ByteBuffer, block: Int, outputMax: Int) -> Int32 {
    let bytesLeft = outputMax - output.readableBytes
    var result = Z_OK
    unsafe output.writeWithUnsafeMutableBytes(minimumWritableBytes: min(block, bytesLeft)) {
      room in
      let count = min(room.count, bytesLeft)
      unsafe stream.pointee.next_out = room.bindMemory(to: UInt8.self).baseAddress
      unsafe stream.pointee.avail_out = UInt32(count)
      result = unsafe inflate(stream, Z_NO_FLUSH)
      return unsafe count - Int(stream.pointee.avail_out)
    }
    return result
  }
}

internal import NIOCore

/// A buffer that was used and may be used again.
///
/// Whoever still reads what it held keeps that: the next user then gets other memory.
struct SpareBuffer {
  private var spare: ByteBuffer?
  private let bytesMax: Int

  /// Larger buffers are not kept.
  init(bytesMax: Int) { self.bytesMax = bytesMax }

  /// An empty buffer with room for so many bytes.
  mutating func take(capacity: Int) -> ByteBuffer {
    guard var buffer = spare else { return ByteBufferAllocator().buffer(capacity: capacity) }
    spare = nil
    buffer.clear(minimumCapacity: capacity)
    return buffer
  }

  mutating func giveBack(_ buffer: ByteBuffer) {
    if buffer.storageCapacity <= bytesMax { spare = buffer }
  }
}

public import NIOCore

/// A message that has arrived.
public struct InboundMessage: Sendable {
  /// What the message consists of, without its prefix and not compressed; may be a part of the
  /// buffer that it and others have come in.
  public var bytes: ByteBuffer
  /// Whether the message came compressed.
  public var isCompressed: Bool
}

extension ByteBuffer {
  /// Copies the bytes if they keep a much larger buffer alive.
  mutating func leaveLargeBuffer() {
    guard storageCapacity > 2 * readableBytes + 256 else { return }
    self = readableBytes == 0 ? ByteBuffer() : ByteBuffer(bytes: readableBytesView)
  }
}

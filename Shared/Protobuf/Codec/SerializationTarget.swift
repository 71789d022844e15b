public import NIOCore

/// Memory that an encoded message is appended to.
public protocol SerializationTarget {
  /// Appends what `write` writes into empty memory with room for so many bytes.
  mutating func append(byteCountMax: Int, _ write: (inout OutputRawSpan) -> Void)
}

extension ByteBuffer: SerializationTarget {
  /// Appends what `write` writes into empty memory with room for so many bytes.
  @inlinable
  public mutating func append(byteCountMax: Int, _ write: (inout OutputRawSpan) -> Void) {
    writeWithOutputRawSpan(minimumWritableBytes: byteCountMax, initializingWith: write)
  }
}

extension Message {
  /// Decodes one message that fills `bytes`.
  ///
  /// - Throws: ``ProtobufError``, as ``init(serializedBytes:)-(RawSpan)`` does.
  @inlinable
  public init(serializedBytes bytes: [UInt8]) throws(ProtobufError) {
    // Every byte of an array of bytes is initialised, which is what `bytes` cannot promise for
    // others.
    self = try Self(serializedBytes: unsafe bytes.span.bytes)
  }
}

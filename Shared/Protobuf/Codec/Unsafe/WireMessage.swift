public import CProtobufArena

/// A generated message: the Swift value and the C struct that libprotobuf-c reads and writes.
public protocol WireMessage: GeneratedMessage {
  /// The C struct.
  associatedtype Wire

  /// What libprotobuf-c knows about the message.
  static var wireDescriptor: UnsafePointer<ProtobufCMessageDescriptor> { get }

  /// Whether fields that the proto file does not have are kept; false unless generated so.
  static var keepsUnknownFields: Bool { get }

  /// Copies everything out of a decoded C struct.
  ///
  /// - Throws: ``ProtobufError/invalidUTF8``, or ``ProtobufError/limitExceeded`` for a recursive
  ///   type
  ///   that nests too deep.
  init(wire: UnsafePointer<Wire>, arena: Arena) throws(ProtobufError)

  /// Builds the C struct in `arena` and adds its largest possible size to the arena's bound.
  func store(in arena: Arena) -> UnsafeMutablePointer<Wire>
}

/// Bytes of arena that decoding one message may take.
///
/// Most honest messages need 2 to 50 times their wire length; hostile ones 100 times, and so do
/// long lists of messages with many fields of which next to none is set.
public enum DecodingLimit {
  /// Never more than this.
  private static let bytesMax = 64 * 1_048_576
  /// Always allowed.
  private static let bytesMin = 1_048_576
  /// Allowed for each byte of the encoded message.
  private static let wireFactor = 64

  /// The limit for a message with so many bytes.
  public static func bytes(forWireLength count: Int) -> Int {
    count >= bytesMax / wireFactor ? bytesMax : min(bytesMax, bytesMin + wireFactor * count)
  }
}

/// Bytes that one encoded message may have at most: the limit of the protobuf format.
@usableFromInline let encodedBytesMax = Int(Int32.max)

extension WireMessage {
  /// Whether fields that the proto file does not have are kept.
  public static var keepsUnknownFields: Bool { false }

  /// Decodes one message that fills `bytes`.
  ///
  /// What libprotobuf-c refuses is normalised and tried once more: groups, fields of another wire
  /// type and long length prefixes are valid protobuf. So is what it may have merged wrongly.
  @inlinable
  @safe public init(serializedBytes bytes: RawSpan) throws(ProtobufError) {
    let limit = DecodingLimit.bytes(forWireLength: bytes.byteCount)
    do {
      self = try unsafe Arena.use(limit: limit) { arena throws(ProtobufError) in
        try unsafe Self(unpacking: bytes, arena: arena)
      }
    } catch {
      guard error == .malformed else { throw error }
      self = try Self(normalizing: bytes, limit: limit)
    }
  }

  @usableFromInline
  init(normalizing bytes: RawSpan, limit: Int) throws(ProtobufError) {
    self = try unsafe Arena.use(limit: limit) { arena throws(ProtobufError) in
      let normalized = try unsafe Normalizer.normalized(
        bytes, Self.wireDescriptor, keepsUnknownFields: Self.keepsUnknownFields, arena)
      unsafe arena.pointer.pointee.normalized = true
      return try unsafe Self(unpacking: normalized.span.bytes, arena: arena)
    }
  }

  @inlinable
  init(unpacking bytes: RawSpan, arena: Arena) throws(ProtobufError) {
    let decoded = unsafe bytes.withUnsafeBytes { buffer in
      unsafe protobuf_c_message_unpack(
        Self.wireDescriptor, &arena.pointer.pointee.allocator, buffer.count,
        buffer.baseAddress?.assumingMemoryBound(to: UInt8.self))
    }
    guard let decoded = unsafe decoded else {
      throw unsafe arena.pointer.pointee.refused ? .limitExceeded : .malformed
    }
    if unsafe arena.pointer.pointee.merged, unsafe !arena.pointer.pointee.normalized {
      throw .malformed
    }
    let wire = unsafe UnsafeRawPointer(decoded).assumingMemoryBound(to: Wire.self)
    self = try unsafe Self(wire: wire, arena: arena)
  }

  /// Appends the encoded message, by one call of `append`.
  @inlinable
  @safe public func serialize(into target: inout some SerializationTarget) {
    unsafe withStored { message, bound, _ in
      target.append(byteCountMax: bound) { unsafe pack(message, bound: bound, into: &$0) }
    }
  }

  /// The encoded message.
  @inlinable
  @safe public func serializedBytes() -> [UInt8] {
    unsafe withStored { message, bound, arena in
      let start = unsafe arena.allocate(bound, of: UInt8.self)
      var output = unsafe OutputRawSpan(
        buffer: UnsafeMutableRawBufferPointer(start: start, count: bound), initializedCount: 0)
      unsafe pack(message, bound: bound, into: &output)
      // `pack` has written from `start` on: `output` cannot be given other memory.
      return unsafe [UInt8](UnsafeBufferPointer(start: start, count: output.byteCount))
    }
  }

  @inlinable
  func withStored<Result>(
    _ body: (UnsafeMutablePointer<ProtobufCMessage>, _ bound: Int, Arena) -> Result
  ) -> Result {
    let result: Result? = unsafe Arena.use(limit: Int.max) { arena in
      let stored = unsafe UnsafeMutableRawPointer(store(in: arena))
      if unsafe arena.pointer.pointee.refused { return nil }
      let message = unsafe stored.assumingMemoryBound(to: ProtobufCMessage.self)
      let bound = unsafe arena.pointer.pointee.bound
      precondition(bound <= encodedBytesMax, "a protobuf message has less than 2 GiB")
      return unsafe body(message, bound, arena)
    }
    return result ?? LargeStack.run { unsafe withStored(body) }
  }
}

/// Appends `message` to `output`; `bound` is at least its encoded size.
public func pack(
  _ message: UnsafeMutablePointer<ProtobufCMessage>, bound: Int, into output: inout OutputRawSpan
) {
  precondition(bound <= output.freeCapacity, "there must be room for the whole message")
  assert(
    unsafe protobuf_c_message_get_packed_size(message) <= bound,
    "the generator counted too little for a field")
  unsafe output.withUnsafeMutableBytes { target, byteCount in
    let start = unsafe target.baseAddress?.advanced(by: byteCount)
    let count = unsafe protobuf_c_message_pack(
      message, start?.assumingMemoryBound(to: UInt8.self))
    precondition(count <= bound, "the generator counted too little for a field")
    byteCount += count
  }
}

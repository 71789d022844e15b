public import NIOCore
public import Protobuf

/// The prefix of a message: a flag (1 when compressed) and the length as four bytes.
public enum MessageFrame {
  /// The bytes of the prefix.
  public static var prefixBytes: Int { 5 }
  /// The bytes of the flag, which the length follows.
  static let flagBytes = 1

  /// An empty buffer that most messages fit in.
  public static func makeBuffer() -> ByteBuffer { ByteBufferAllocator().buffer(capacity: 256) }

  /// The length that the prefix at some place of `bytes` announces.
  static func byteCount(inPrefix bytes: Span<UInt8>, at offset: Int) -> Int {
    Int(bytes[offset + 1]) << 24 | Int(bytes[offset + 2]) << 16 | Int(bytes[offset + 3]) << 8
      | Int(bytes[offset + 4])
  }

  /// A message with its prefix, not compressed.
  @inlinable
  public static func encode(
    _ message: some Message, into emptyBuffer: consuming ByteBuffer = makeBuffer()
  ) -> ByteBuffer {
    var frame = FrameBuffer(emptyBuffer)
    message.serialize(into: &frame)
    return frame.bytes
  }

  /// Puts the prefix before the message that `write` writes, into empty `output` with room for
  /// both.
  @inlinable
  static func write(to output: inout OutputRawSpan, _ write: (inout OutputRawSpan) -> Void) {
    for _ in 0..<prefixBytes { output.append(0) }
    write(&output)
    let byteCount = UInt32(output.byteCount - prefixBytes)
    var frame = output.mutableBytes
    frame.storeBytes(of: byteCount.bigEndian, toByteOffset: 1, as: UInt32.self)
  }
}

/// A buffer for one message with its prefix.
@usableFromInline
struct FrameBuffer: SerializationTarget {
  /// What has been written.
  @usableFromInline var bytes: ByteBuffer

  /// Begins with an empty buffer.
  @inlinable
  init(_ bytes: consuming ByteBuffer) { self.bytes = bytes }

  /// Appends the prefix and the message.
  @inlinable
  mutating func append(byteCountMax: Int, _ write: (inout OutputRawSpan) -> Void) {
    bytes.writeWithOutputRawSpan(
      minimumWritableBytes: MessageFrame.prefixBytes + byteCountMax
    ) { MessageFrame.write(to: &$0, write) }
  }
}

extension MessageSize {
  /// The size of a message of which the frame and the frame that goes to the wire are given.
  init(frame: ByteBuffer, wire: ByteBuffer) {
    self.init(
      byteCount: frame.readableBytes - MessageFrame.prefixBytes,
      wireByteCount: wire.readableBytes - MessageFrame.prefixBytes,
      isCompressed: wire.getInteger(at: wire.readerIndex, as: UInt8.self) == 1)
  }
}

/// Turns the bytes of a message into its value and refusals into statuses.
public enum MessageCoding {
  /// How deep required fields are checked.
  public enum RequiredFields {
    /// In the request and in all messages inside it.
    case everywhere
    /// In the request itself: streams carry items that the handler reports one by one.
    case ownFieldsOnly
  }

  /// Decodes and checks a request.
  ///
  /// - Throws: `INVALID_ARGUMENT` when the bytes are no such message or a required field is
  ///   missing.
  @inlinable
  public static func request<Request: Message>(
    _ type: Request.Type, from bytes: ByteBuffer,
    checking requiredFields: RequiredFields = .everywhere
  ) throws(RPCStatus) -> Request {
    let request: Request
    do {
      request = try Request(serializedBytes: bytes.readableBytesSpan)
    } catch {
      throw malformedRequest(Request.protobufName)
    }
    let missing =
      switch requiredFields {
      case .everywhere: request.missingRequiredFields
      case .ownFieldsOnly: request.missingOwnRequiredFields
      }
    guard missing.isEmpty else { throw incompleteRequest(missing) }
    return request
  }

  /// Decodes a response.
  ///
  /// - Throws: `INTERNAL` when the bytes are no such message.
  @inlinable
  public static func response<Response: Message>(
    _ type: Response.Type, from bytes: ByteBuffer
  ) throws(RPCStatus) -> Response {
    do {
      return try Response(serializedBytes: bytes.readableBytesSpan)
    } catch {
      throw malformedResponse(Response.protobufName)
    }
  }

  /// The refusal of bytes that are no message of that name.
  public static func malformedRequest(_ name: String) -> RPCStatus {
    RPCStatus(
      code: .invalidArgument, message: "The request is not a valid \(name).",
      reason: "MALFORMED_REQUEST")
  }

  /// The refusal of a request that lacks required fields.
  public static func incompleteRequest(_ missing: [String]) -> RPCStatus {
    RPCStatus(
      code: .invalidArgument,
      message: "Required fields are missing: \(missing.joined(separator: ", ")).",
      reason: "FIELD_REQUIRED",
      fieldViolations: missing.map {
        RPCStatus.FieldViolation(field: $0, description: "is required")
      })
  }

  /// The failure of a call whose response is no message of that name.
  public static func malformedResponse(_ name: String) -> RPCStatus {
    RPCStatus(code: .internalError, message: "The response is not a valid \(name).")
  }
}

internal import NIOCore
internal import Protobuf

/// The prefix of a message: a flag (1 when compressed) and the length as four bytes.
enum MessageFrame {
  static let prefixBytes = 5

  /// A message with its prefix, not compressed.
  static func encode(_ message: some Message) -> ByteBuffer {
    var buffer = ByteBufferAllocator().buffer(capacity: 256)
    buffer.writeMultipleIntegers(UInt8(0), UInt32(0))
    message.serialize(into: &buffer)
    buffer.setInteger(UInt32(buffer.readableBytes - prefixBytes), at: buffer.readerIndex + 1)
    return buffer
  }
}

/// Turns the bytes of a message into its value and refusals into statuses.
enum MessageCoding {
  /// How deep required fields are checked.
  enum RequiredFields {
    /// In the request and in all messages inside it.
    case everywhere
    /// In the request itself: streams carry items that the handler reports one by one.
    case ownFieldsOnly
  }

  /// Decodes and checks a request.
  ///
  /// - Throws: `INVALID_ARGUMENT` when the bytes are no such message or a required field is
  ///   missing.
  static func request<Request: Message>(
    _ type: Request.Type, from bytes: ByteBuffer,
    checking requiredFields: RequiredFields = .everywhere
  ) throws(RPCStatus) -> Request {
    let request: Request
    do {
      request = try Request(serializedBytes: bytes.readableBytesSpan)
    } catch {
      throw RPCStatus(
        code: .invalidArgument, message: "The request is not a valid \(Request.protobufName).",
        reason: "MALFORMED_REQUEST")
    }
    let missing =
      switch requiredFields {
      case .everywhere: request.missingRequiredFields
      case .ownFieldsOnly: request.missingOwnRequiredFields
      }
    guard missing.isEmpty else {
      throw RPCStatus(
        code: .invalidArgument,
        message: "Required fields are missing: \(missing.joined(separator: ", ")).",
        reason: "FIELD_REQUIRED",
        fieldViolations: missing.map {
          RPCStatus.FieldViolation(field: $0, description: "is required")
        })
    }
    return request
  }

  /// Decodes a response.
  ///
  /// - Throws: `INTERNAL` when the bytes are no such message.
  static func response<Response: Message>(
    _ type: Response.Type, from bytes: ByteBuffer
  ) throws(RPCStatus) -> Response {
    do {
      return try Response(serializedBytes: bytes.readableBytesSpan)
    } catch {
      throw RPCStatus(
        code: .internalError, message: "The response is not a valid \(Response.protobufName).")
    }
  }
}

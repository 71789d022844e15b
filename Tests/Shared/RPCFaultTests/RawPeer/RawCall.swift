/// Calls of ``FaultService`` as frames.
enum RawCall {
  static let serviceName = "laurel.fault.v1.FaultService"

  /// The head of a call that is right in every respect.
  static func head(_ method: String, _ more: [RawField] = []) -> [RawField] {
    [
      RawField(":method", "POST"), RawField(":scheme", "http"),
      RawField(":path", "/\(serviceName)/\(method)"), RawField(":authority", "localhost"),
      RawField("te", "trailers"), RawField("content-type", "application/grpc"),
    ] + more
  }

  /// A head with one field replaced, or left out.
  static func head(
    _ method: String, replacing name: String, by value: String?
  ) -> [RawField] {
    head(method).compactMap { field in
      guard field.name.elementsEqual(name.utf8) else { return field }
      return value.map { RawField(name, $0) }
    }
  }

  static func start(
    _ method: String, on stream: UInt32 = 1, _ more: [RawField] = [], ends: Bool = false
  ) -> RawFrame {
    .headers(RawHeaderBlock.encode(head(method, more)), on: stream, ends: ends)
  }

  /// A whole unary call.
  static func unary(
    _ method: String, _ message: [UInt8] = [], on stream: UInt32 = 1,
    fields: [RawField] = []
  ) -> [RawFrame] {
    [start(method, on: stream, fields), .data(frame(message), on: stream, ends: true)]
  }

  /// A message with its prefix.
  static func frame(_ message: [UInt8], flag: UInt8 = 0, length: Int? = nil) -> [UInt8] {
    [flag] + RawFrame.bytes(UInt32(length ?? message.count)) + message
  }

  /// A `google.protobuf.BytesValue`.
  static func bytesValue(_ bytes: [UInt8]) -> [UInt8] {
    bytes.isEmpty ? [] : [0x0A] + varint(bytes.count) + bytes
  }

  /// A `google.protobuf.Int64Value` that is not negative.
  static func countValue(_ count: Int) -> [UInt8] { count == 0 ? [] : [0x08] + varint(count) }

  private static func varint(_ number: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = number
    while rest >= 128 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }
}

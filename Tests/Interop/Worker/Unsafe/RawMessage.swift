internal import NIOCore
internal import Protobuf

/// Bytes that are sent as they are, for benchmarks without protobuf.
struct RawMessage: Message {
  private let bytes: ByteBuffer

  init() { bytes = ByteBuffer() }

  /// Zeros.
  init(size: Int) { bytes = ByteBuffer(repeating: 0, count: size) }

  init(serializedBytes bytes: RawSpan) throws(ProtobufError) {
    self.bytes = unsafe bytes.withUnsafeBytes { unsafe ByteBuffer(bytes: $0) }
  }

  func serialize(into buffer: inout ByteBuffer) { buffer.writeImmutableBuffer(bytes) }

  static var protobufName: String { "" }
  var missingRequiredFields: [String] { [] }
  func jsonUTF8Bytes() -> [UInt8] { [] }
}

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

  func serialize(into target: inout some SerializationTarget) {
    target.append(byteCountMax: bytes.readableBytes) { output in
      unsafe output.withUnsafeMutableBytes { room, count in
        let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: room[count...])
        unsafe bytes.withUnsafeReadableBytes { unsafe rest.copyMemory(from: $0) }
        count += bytes.readableBytes
      }
    }
  }

  static var protobufName: String { "" }
  var missingRequiredFields: [String] { [] }
}

import NIOCore
import Protobuf
import ProtobufJSON
import Testing

/// Takes a message when enough was reserved for it.
private struct BoundMeter: SerializationTarget {
  let boundMin: Int
  var bound = 0
  var buffer = ByteBuffer()

  mutating func append(byteCountMax: Int, _ write: (inout OutputRawSpan) -> Void) {
    bound = byteCountMax
    if bound >= boundMin { buffer.append(byteCountMax: bound, write) }
  }
}

@Suite("Message.serialize(into:)")
struct EncodeBoundTests {
  private typealias Shape = LongestMessages.Shape

  /// Lengths around those where a length prefix becomes longer.
  private static let shapes =
    [0, 1, 127, 128].map { Shape(textLength: $0, count: 2) }
    + [16_383, 16_384].map { Shape(textLength: $0, count: 2, depth: 1) }
    + [1, 12, 13, 128].map { Shape(count: $0, depth: 2) }

  // The bound is what keeps libprotobuf-c, which writes without a check, inside the buffer.
  @Test(
    "reserves enough for every message with each field at its longest",
    arguments: MessageModule.all)
  func bound(_ module: MessageModule) throws {
    let messages = try LongestMessages(module.files)
    for name in messages.names {
      guard let type = module.types["/" + name] else {
        #expect(name.hasPrefix("google.api.") || name.hasPrefix("google.protobuf."))
        continue
      }
      for member in 0..<messages.memberCount(name) {
        for var shape in Self.shapes {
          shape.member = member
          try Self.check(type, messages.encoded(name, shape), "\(name), \(shape)")
        }
      }
    }
  }

  private static func check<Value: GeneratedMessage>(
    _ type: Value.Type, _ longest: LongestMessages.Encoded, _ comment: Comment
  ) throws {
    let value = try Value(serializedBytes: longest.bytes)
    var meter = BoundMeter(boundMin: longest.bound)
    value.serialize(into: &meter)
    guard meter.bound >= longest.bound else {
      Issue.record("\(longest.bound - meter.bound) bytes too few are reserved: \(comment)")
      return
    }
    let bytes = Array(meter.buffer.readableBytesView)
    #expect(bytes == longest.bytes, comment)
    let copy = try Value(serializedBytes: bytes)
    #expect(copy == value, comment)
  }
}

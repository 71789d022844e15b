package import Protobuf
package import ProtobufJSON
internal import TestMessages
internal import WellKnownMessages

/// The messages that the codec is fuzzed with, and what must hold for each of them.
package enum FuzzMessages {
  /// The type that an input's first byte stands for.
  package static func type(_ choice: UInt8) -> any JSONMessage.Type {
    types[Int(choice) % types.count]
  }

  /// What an `Any` can hold.
  package static let known = MessageTypes.wellKnown.union(.test)

  /// The corpora depend on the order.
  ///
  /// Those of `TestV1` keep unknown fields, the others drop them.
  private static let types: [any JSONMessage.Type] = [
    TestV1.Scalars.self,
    TestV1.Optionals.self,
    TestV1.Repeated.self,
    TestV1.Maps.self,
    TestV1.Choice.self,
    TestV1.Names.self,
    TestV1.Order.self,
    TestV1.Tree.self,
    TestV1.Even.self,
    TestV1.Wide.self,
    TestV1.Tags.self,
    TestV1.String.self,
    TestV1.Nothing.self,
    GoogleProtobuf.`Any`.self,
    GoogleProtobuf.Struct.self,
    GoogleProtobuf.Value.self,
    GoogleProtobuf.ListValue.self,
    GoogleProtobuf.Timestamp.self,
    GoogleProtobuf.Duration.self,
    GoogleProtobuf.FieldMask.self,
    GoogleProtobuf.Empty.self,
    GoogleProtobuf.FloatValue.self,
    GoogleProtobuf.UInt64Value.self,
    GoogleProtobuf.BytesValue.self,
    GoogleRPC.Status.self,
    GoogleRPC.ErrorInfo.self,
    GoogleRPC.BadRequest.self,
    GRPCChannelzV1.Socket.self,
    GRPCReflectionV1.ServerReflectionResponse.self,
    TestV1.Retired.self,
  ]

  // MARK: - What must hold

  /// Decodes bytes that end where their memory ends.
  ///
  /// Never inlined, so that all have the same stack left.
  @inline(never)
  package static func decode<Value: Message>(
    _ bytes: [UInt8], as type: Value.Type = Value.self
  ) -> Result<Value, ProtobufError> {
    ExactMemory.with(bytes) { span in
      Result { () throws(ProtobufError) in try Value(serializedBytes: span) }
    }
  }

  /// Encodes into memory of exactly the size that the codec asks for.
  package static func encode(_ value: some Message) -> [UInt8] {
    var target = ExactTarget()
    value.serialize(into: &target)
    return target.bytes
  }

  /// What was decoded encodes to bytes that decode to the same value.
  package static func checkRoundTrip<Value: Message>(_ value: Value) {
    let bytes = encode(value)
    precondition(value.serializedBytes() == bytes, "the ways of encoding differ")
    switch (decode(bytes, as: Value.self), decode(bytes, as: Value.self)) {
    case (.success(let copy), .success(let other)):
      precondition(encode(copy) == bytes, "the encoding changes")
      // A value with a NaN is not even equal to another one of the same bytes.
      precondition(copy == value || copy != other, "the value changes")
      precondition(copy != value || copy.hashValue == value.hashValue, "equal, but not in a set")
    case (.failure(let error), _), (_, .failure(let error)):
      precondition(isLimit(error, bytes), "what was encoded is refused: \(error)")
    }
  }

  /// Whether bytes may be refused like this for their depth: a hundred levels can always be read,
  /// each level takes two bytes, and how much stack a level takes depends on the way.
  ///
  /// Inputs are too small to be refused for the memory that they need.
  package static func isLimit(_ error: ProtobufError, _ bytes: [UInt8]) -> Bool {
    error == .limitExceeded && bytes.count > 200
  }
}

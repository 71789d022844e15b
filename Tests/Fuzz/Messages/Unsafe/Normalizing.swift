@testable package import Protobuf
package import ProtobufJSON

/// The normaliser, and the ways of decoding with and without it.
package enum Normalizing {
  /// What libprotobuf-c and the conversion make of the bytes as they are.
  @inline(never)
  package static func plain<Value: WireMessage>(
    _ bytes: [UInt8], as type: Value.Type
  ) -> Result<Value, ProtobufError> {
    ExactMemory.with(bytes) { span in
      Result { () throws(ProtobufError) in
        let limit = DecodingLimit.bytes(forWireLength: bytes.count)
        return try unsafe Arena.use(limit: limit) { arena throws(ProtobufError) in
          try unsafe Value(unpacking: span, arena: arena)
        }
      }
    }
  }

  /// What they make of the bytes after they were normalised.
  @inline(never)
  package static func normalizing<Value: WireMessage>(
    _ bytes: [UInt8], as type: Value.Type
  ) -> Result<Value, ProtobufError> {
    ExactMemory.with(bytes) { span in
      Result { () throws(ProtobufError) in
        try Value(normalizing: span, limit: DecodingLimit.bytes(forWireLength: bytes.count))
      }
    }
  }

  /// The normalised bytes, without unknown fields.
  @inline(never)
  package static func normalized<Value: WireMessage>(
    _ bytes: [UInt8], as type: Value.Type
  ) -> Result<[UInt8], ProtobufError> {
    ExactMemory.with(bytes) { span in
      Result { () throws(ProtobufError) in
        try unsafe Arena.use(limit: Int.max) { arena throws(ProtobufError) in
          try unsafe Normalizer.normalized(
            span, Value.wireDescriptor, keepsUnknownFields: false, arena)
        }
      }
    }
  }

  /// The normalised bytes of a message without its unknown fields; nil when it has no such.
  package static func withoutUnknownFields(
    _ bytes: [UInt8], as type: any JSONMessage.Type
  ) -> [UInt8]? {
    guard let type = type as? any WireMessage.Type else { return nil }
    return try? normalized(bytes, as: type).get()
  }
}

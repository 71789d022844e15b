internal import Protobuf
internal import ProtobufJSON
internal import SwiftProtobuf

/// What all comparisons need.
struct Context {
  let schema: Schema
  /// The types that an `Any` may hold.
  let types: MessageTypes
}

/// A message type that both sides have.
struct Subject {
  /// The type in the schema.
  let typeName: String
  /// Whether our side keeps unknown fields.
  let keepsUnknownFields: Bool
  let ours: any JSONMessage.Type
  let peer: any SwiftProtobuf.Message.Type
  let judge: (_ format: Format, _ input: [UInt8], _ context: Context) -> Verdict
  /// JSON of a message in bytes, as swift-protobuf writes it; nil when it has none.
  let makeJSON: (_ bytes: [UInt8]) -> [UInt8]?

  /// A message in bytes, as we write it; nil when we refuse the input.
  let makeBinary: (_ format: Format, _ input: [UInt8], _ context: Context) -> [UInt8]?
  /// What each side says, for people.
  let explain: (_ format: Format, _ input: [UInt8], _ context: Context) -> [String]

  var name: String { typeName + (keepsUnknownFields ? " (unknown fields kept)" : "") }

  init<Ours: JSONMessage, Peer: SwiftProtobuf.Message>(
    _ ours: Ours.Type, _ peer: Peer.Type, keepsUnknownFields: Bool = false
  ) {
    typeName = peer.protoMessageName
    self.keepsUnknownFields = keepsUnknownFields
    self.ours = ours
    self.peer = peer
    judge = { format, bytes, context in
      Comparison<Ours, Peer>(context, keepsUnknownFields: keepsUnknownFields).judge(format, bytes)
    }
    makeBinary = { format, bytes, context in
      Comparison<Ours, Peer>(context, keepsUnknownFields: keepsUnknownFields)
        .binary(format, bytes)
    }
    explain = { format, bytes, context in
      Comparison<Ours, Peer>(context, keepsUnknownFields: keepsUnknownFields)
        .explain(format, bytes)
    }
    makeJSON = { try? Peer(serializedBytes: $0).jsonUTF8Bytes() }
  }
}

/// What is changed and read.
enum Format: String {
  case binary, json
}

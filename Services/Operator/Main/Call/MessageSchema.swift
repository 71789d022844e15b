internal import Foundation
internal import Messages
internal import Protobuf
internal import RPC
internal import WellKnownMessages

/// The messages and enums of the suite, as their proto files declare them.
struct MessageSchema: Sendable {
  /// A message, with its fields in the order of the proto file.
  struct Message: Sendable {
    let name: String
    let fields: [Field]
    /// Made up by the compiler of proto files for the entries of a map.
    let isMapEntry: Bool
  }

  struct Field: Sendable {
    /// `FieldDescriptorProto.Type`.
    enum Kind: Int32, Sendable {
      case double = 1, float, int64, uint64, int32, fixed64, fixed32, bool, string, group, message,
        bytes, uint32, `enum`, sfixed32, sfixed64, sint32, sint64
    }

    let name: String
    let jsonName: String
    let kind: Kind
    /// The full name of the message or enum.
    let typeName: String
    let isRepeated: Bool
    let isOptional: Bool
    /// The place of the oneof; `nil` also for a field that is marked `optional`.
    let oneof: Int32?
  }

  private(set) var messages: [String: Message] = [:]
  /// The names of each enum's values.
  private(set) var enumerations: [String: [String]] = [:]

  /// All that the suite's services and the runtime's own speak of.
  static func ofSuite() -> MessageSchema {
    MessageSchema(MessageDescriptors.all + WellKnownMessageDescriptors.all)
  }

  init(_ files: [SerializedProtoFile]) {
    for file in files {
      guard let bytes = Data(base64Encoded: file.base64),
        let descriptor = DescriptorFields(Array(bytes)[...])
      else { preconditionFailure("the descriptors are generated and can always be read") }
      let scope = descriptor.text(2)
      add(enumerations: descriptor.messages(5), scope: scope)
      add(messages: descriptor.messages(4), scope: scope)
    }
  }

  /// The message of a field's values; `nil` when it is no map.
  func mapEntry(of field: Field) -> Message? {
    guard field.kind == .message, let entry = messages[field.typeName], entry.isMapEntry else {
      return nil
    }
    return entry
  }

  // The numbers are those of google/protobuf/descriptor.proto.

  private mutating func add(messages list: [DescriptorFields]?, scope: String) {
    for message in list ?? [] {
      let name = scope + "." + message.text(1)
      add(enumerations: message.messages(4), scope: name)
      add(messages: message.messages(3), scope: name)
      let isMapEntry = message.messages(7)?.first?.number(7) == 1
      messages[name] = Message(
        name: name, fields: (message.messages(2) ?? []).compactMap(Field.init),
        isMapEntry: isMapEntry)
    }
  }

  private mutating func add(enumerations list: [DescriptorFields]?, scope: String) {
    for enumeration in list ?? [] {
      enumerations[scope + "." + enumeration.text(1)] =
        (enumeration.messages(2) ?? []).map { $0.text(1) }
    }
  }
}

extension MessageSchema.Field {
  fileprivate init?(_ field: DescriptorFields) {
    guard let kind = field.number(5).flatMap(Kind.init(rawValue:)) else { return nil }
    self.kind = kind
    name = field.text(1)
    jsonName = field.text(10)
    typeName = String(field.text(6).drop { $0 == "." })
    isRepeated = field.number(4) == 3
    isOptional = field.number(17) == 1
    oneof = isOptional ? nil : field.number(9)
  }
}

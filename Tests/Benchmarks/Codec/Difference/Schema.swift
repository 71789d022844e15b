internal import SwiftProtobuf

/// A field of a message type.
struct FieldType {
  typealias Kind = Google_Protobuf_FieldDescriptorProto.TypeEnum

  let number: UInt64
  let name: String
  let jsonName: String
  let kind: Kind
  let isRepeated: Bool
  /// The full name of the message or enum.
  let typeName: String
  /// The oneof that the field is a member of.
  let oneof: Int32?

  init(_ field: Google_Protobuf_FieldDescriptorProto) {
    number = UInt64(field.number)
    name = field.name
    jsonName = field.jsonName
    kind = field.type
    isRepeated = field.label == .repeated
    typeName = String(field.typeName.drop { $0 == "." })
    oneof = field.hasOneofIndex && !field.proto3Optional ? field.oneofIndex : nil
  }

  /// The wire type of one value.
  var wireType: UInt8 {
    switch kind {
    case .double, .fixed64, .sfixed64: 1
    case .float, .fixed32, .sfixed32: 5
    case .string, .bytes, .message: 2
    case .group: 3
    default: 0
    }
  }

  var canBePacked: Bool { isRepeated && wireType != 2 }
}

/// A message type.
struct MessageType {
  let name: String
  let fields: [FieldType]
  let byNumber: [UInt64: FieldType]
  let isMapEntry: Bool

  init(name: String, _ message: Google_Protobuf_DescriptorProto) {
    self.name = name
    fields = message.field.map { FieldType($0) }
    byNumber = Dictionary(uniqueKeysWithValues: fields.map { ($0.number, $0) })
    isMapEntry = message.options.mapEntry
  }
}

/// The types of a descriptor set.
struct Schema {
  private(set) var messages: [String: MessageType] = [:]
  /// The numbers of each enum.
  private(set) var enums: [String: [Int32]] = [:]
  /// The names of all enum values.
  private(set) var enumNames: [String] = []
  /// The other spelling of a field's name in JSON.
  private(set) var otherNames: [String: String] = [:]
  /// Names of fields that are spelled in two ways.
  private(set) var names: [String] = []
  private var ways: [String: [[UInt64]]] = [:]

  /// Reads an encoded `FileDescriptorSet`.
  ///
  /// - Throws: When the bytes are none.
  init(descriptors bytes: [UInt8]) throws {
    for file in try Google_Protobuf_FileDescriptorSet(serializedBytes: bytes).file {
      for message in file.messageType { add(message, scope: file.package) }
      for value in file.enumType { add(value, scope: file.package) }
    }
    names = otherNames.keys.sorted()
    for name in messages.keys { ways[name] = ways(from: name, to: name, steps: 4) }
  }

  /// The numbers of fields by which a message can hold another of its type.
  func ways(from type: MessageType?) -> [[UInt64]] {
    type.map { ways[$0.name] ?? [] } ?? []
  }

  private func ways(from type: String, to goal: String, steps: Int) -> [[UInt64]] {
    guard steps > 0 else { return [] }
    return (messages[type]?.fields ?? []).filter { $0.kind == .message }.flatMap { field in
      let further = ways(from: field.typeName, to: goal, steps: steps - 1)
      return (field.typeName == goal ? [[field.number]] : []) + further.map { [field.number] + $0 }
    }
  }

  private mutating func add(_ message: Google_Protobuf_DescriptorProto, scope: String) {
    let name = scope + "." + message.name
    let type = MessageType(name: name, message)
    messages[name] = type
    for field in type.fields where field.name != field.jsonName {
      otherNames[field.name] = field.jsonName
      otherNames[field.jsonName] = field.name
    }
    for nested in message.nestedType { add(nested, scope: name) }
    for value in message.enumType { add(value, scope: name) }
  }

  private mutating func add(_ type: Google_Protobuf_EnumDescriptorProto, scope: String) {
    enums[scope + "." + type.name] = type.value.map(\.number)
    enumNames += type.value.map(\.name)
  }
}

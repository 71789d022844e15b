/// A message of a proto file.
struct ProtoMessage: Sendable {
  let name: String
  /// With package and outer messages, for example `laurel.quality.v1.Form.Question`.
  let fullName: String
  /// From 1; nil when protoc does not say, here and in all declarations.
  let line: Int?
  let comment: [String]
  let fields: [ProtoField]
  /// The oneofs of the source; those that protoc makes up for `optional` fields are not among them.
  let oneofs: [ProtoOneof]
  /// Nested messages, without map entries.
  let messages: [ProtoMessage]
  /// The messages protoc makes up for map fields, by full name with a leading dot.
  let mapEntries: [String: ProtoMessage]
  let enums: [ProtoEnum]
  let isMapEntry: Bool

  /// - Throws: ``WireFormatError``.
  init(
    _ wire: WireFields, scope: String, path: [Int], _ source: SourceInfo
  ) throws(WireFormatError) {
    let fullName = scope + "." + wire.text(1)
    name = wire.text(1)
    self.fullName = fullName
    line = source.line(path)
    comment = source.comment(path)
    isMapEntry = try wire.message(7).flag(7)
    let fields = try wire.messages(2) { index, field throws(WireFormatError) in
      try ProtoField(field, path: path + [2, index], source)
    }
    self.fields = fields
    oneofs = try wire.messages(8) { index, oneof throws(WireFormatError) in
      ProtoOneof(
        name: oneof.text(1), line: source.line(path + [8, index]),
        comment: source.comment(path + [8, index]),
        fields: fields.filter { $0.oneofIndex == index })
    }.filter { !$0.fields.isEmpty }
    let nested = try wire.messages(3) { index, message throws(WireFormatError) in
      try ProtoMessage(message, scope: fullName, path: path + [3, index], source)
    }
    messages = nested.filter { !$0.isMapEntry }
    mapEntries = Dictionary(
      nested.filter(\.isMapEntry).map { ("." + $0.fullName, $0) }, uniquingKeysWith: { $1 })
    enums = try wire.messages(4) { index, value throws(WireFormatError) in
      try ProtoEnum(value, scope: fullName, path: path + [4, index], source)
    }
  }

  /// This message and every message in it.
  var withNested: [ProtoMessage] { [self] + messages.flatMap(\.withNested) }

  /// What the message stores: fields and oneofs, a oneof where its first field stands.
  var members: [Member] {
    fields.compactMap { field in
      guard let index = field.oneofIndex else { return .field(field) }
      guard let oneof = oneofs.first(where: { $0.fields.first?.oneofIndex == index }),
        oneof.fields.first?.number == field.number
      else { return nil }
      return .oneof(oneof)
    }
  }

  enum Member: Sendable {
    case field(ProtoField)
    case oneof(ProtoOneof)
  }
}

/// A oneof of a message.
struct ProtoOneof: Sendable {
  let name: String
  let line: Int?
  let comment: [String]
  let fields: [ProtoField]
}

/// A field of a message.
struct ProtoField: Sendable {
  /// `FieldDescriptorProto.Type`.
  enum Kind: Int, Sendable {
    case double = 1, float, int64, uint64, int32, fixed64, fixed32, bool, string, group, message,
      bytes, uint32, `enum`, sfixed32, sfixed64, sint32, sint64
  }

  let name: String
  let number: Int
  let line: Int?
  let comment: [String]
  let kind: Kind
  /// The full name of a message or enum, with a leading dot.
  let typeName: String
  let isRepeated: Bool
  /// Marked `optional`: presence of a number, text or enum is told apart from its default.
  let isOptional: Bool
  /// The place of the field's oneof; nil also for the oneof protoc makes up for `optional`.
  let oneofIndex: Int?
  let jsonName: String
  /// Not marked `[packed = false]`; says something for repeated numbers alone.
  let isPacked: Bool
  /// Marked `REQUIRED` with `google.api.field_behavior`.
  let isRequired: Bool
  let deprecation: Deprecation?

  /// - Throws: ``WireFormatError``.
  init(_ wire: WireFields, path: [Int], _ source: SourceInfo) throws(WireFormatError) {
    name = wire.text(1)
    number = wire.number(3) ?? 0
    line = source.line(path)
    comment = source.comment(path)
    kind = Kind(rawValue: wire.number(5) ?? 0) ?? .group
    typeName = wire.text(6)
    isRepeated = wire.number(4) == 3
    isOptional = wire.flag(17)
    oneofIndex = wire.flag(17) ? nil : wire.number(9)
    jsonName = wire.text(10)
    isPacked = try wire.message(8).number(2) != 0
    isRequired = try wire.message(8).numbers(Self.fieldBehavior).contains(Self.behaviorRequired)
    deprecation = Deprecation(try wire.message(8).flag(3), comment: comment)
  }

  /// The extension `google.api.field_behavior` of FieldOptions.
  private static let fieldBehavior = 1052
  private static let behaviorRequired = 2
}

/// That a declaration should not be used any more.
struct Deprecation: Sendable {
  /// What to do instead: the paragraph of the comment that begins with "Deprecated:".
  let message: String

  /// Nil unless the declaration is marked `deprecated`.
  init?(_ isDeprecated: Bool, comment: [String]) {
    guard isDeprecated else { return nil }
    let keyword = "Deprecated:"
    let paragraph = comment.drop { !$0.hasPrefix(keyword) }.prefix { !$0.isEmpty }
    let text = paragraph.joined(separator: " ").dropFirst(keyword.count).drop { $0 == " " }
    message = text.isEmpty ? "The proto file marks it as deprecated." : String(text)
  }
}

/// An enum of a proto file.
struct ProtoEnum: Sendable {
  struct Value: Sendable {
    let name: String
    let number: Int32
    let line: Int?
    let comment: [String]
    let deprecation: Deprecation?
  }

  let name: String
  let fullName: String
  let line: Int?
  let comment: [String]
  let values: [Value]

  /// - Throws: ``WireFormatError``.
  init(
    _ wire: WireFields, scope: String, path: [Int], _ source: SourceInfo
  ) throws(WireFormatError) {
    name = wire.text(1)
    fullName = scope + "." + wire.text(1)
    line = source.line(path)
    comment = source.comment(path)
    values = try wire.messages(2) { index, value throws(WireFormatError) in
      let comment = source.comment(path + [2, index])
      return Value(
        name: value.text(1), number: Int32(truncatingIfNeeded: value.number(2) ?? 0),
        line: source.line(path + [2, index]), comment: comment,
        deprecation: Deprecation(try value.message(3).flag(1), comment: comment))
    }
  }
}

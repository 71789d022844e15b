/// Emits how a message is read from proto3 JSON.
struct JSONReadingEmitter {
  private let context: EmitContext
  private var types: TypeTable { context.types }
  private var access: String { context.access }
  private var reader: String { types.known("JSONReader", in: "ProtobufJSON") }

  init(_ context: EmitContext) {
    self.context = context
  }

  func read(_ message: ProtoMessage, _ text: inout SourceText) {
    let special = WellKnownJSON(message)
    text.call(
      "\(access) mutating func readJSON", ["from reader: inout \(reader)"],
      " throws(\(reader).Refusal) {")
    text.indented { text in
      if let special { return special.read(&text) }
      text.line("var cursor = try reader.beginObject()")
      let next = "try reader.nextField(of: Self.jsonNames, &cursor)"
      guard !message.fields.isEmpty else { return text.line("_ = \(next)") }
      text.block("while let field = \(next)") { text in
        text.cases(of: "field") { text in
          for (index, field) in message.fields.enumerated() {
            text.line(index == message.fields.count - 1 ? "default:" : "case \(index):")
            text.indented { self.field(field, of: message, &$0) }
          }
        }
      }
    }
    text.line("}")
    text.line()
    if special != nil {
      let bool = types.known("Bool", in: "Swift")
      text.line("\(access) static var isJSONObject: \(bool) { false }")
    } else {
      names(message, &text)
    }
  }

  // MARK: - Names

  private func names(_ message: ProtoMessage, _ text: inout SourceText) {
    let type = types.known("JSONNames", in: "ProtobufJSON")
    let nullable = message.fields.indices.filter { index in
      Self.nullable.contains(message.fields[index].typeName) && !message.fields[index].isRepeated
    }
    let end = nullable.isEmpty ? "])" : "], nullable: \(nullable))"
    guard !message.fields.isEmpty else {
      return text.line("private static let jsonNames = \(type)(fields: [])")
    }
    text.line("private static let jsonNames = \(type)(fields: [")
    text.indented { text in
      for field in message.fields {
        let names = field.jsonName == field.name ? [field.name] : [field.jsonName, field.name]
        text.line("[\(names.map(SourceText.literal).joined(separator: ", "))],")
      }
    }
    text.line(end)
  }

  /// Types for which `null` is a value.
  private static let nullable: Set<String> = [
    ".google.protobuf.Value", ".google.protobuf.NullValue",
  ]

  // MARK: - Fields

  private func field(_ field: ProtoField, of message: ProtoMessage, _ text: inout SourceText) {
    if let oneof = message.oneofs.first(where: { $0.fields.contains { $0.number == field.number } })
    {
      let property = "self." + SwiftName.property(oneof.name)
      let name = SwiftName.oneofCase(field)
      text.line("try reader.checkSingleMember(\(property) == nil)")
      return value(field, &text) { "\(property) = .\(name)(\($0))" }
    }
    let property = "self." + SwiftName.member(field)
    switch context.shape(of: field, in: message) {
    case .implicit, .optional, .message: value(field, &text) { "\(property) = \($0)" }
    case .repeated: elements("array", property, field, &text)
    case .map(_, let value): elements("map", property, value, &text)
    }
  }

  private func elements(
    _ method: String, _ property: String, _ element: ProtoField, _ text: inout SourceText
  ) {
    text.block("try reader.\(method)(&\(property))") { text in
      text.line("reader throws(\(reader).Refusal) in try reader.\(read(element))()")
    }
  }

  /// Reads one value and does with it what `use` says.
  private func value(_ field: ProtoField, _ text: inout SourceText, use: (String) -> String) {
    guard field.kind == .enum else { return text.line(use("try reader.\(read(field))()")) }
    let type = context.elementType(of: field)
    text.block("if let value: \(type) = try reader.\(read(field))()") { $0.line(use("value")) }
  }

  private func read(_ field: ProtoField) -> String {
    switch field.kind {
    case .double: "double"
    case .float: "float"
    case .int64, .sfixed64, .sint64: "int64"
    case .uint64, .fixed64: "uint64"
    case .int32, .sfixed32, .sint32: "int32"
    case .uint32, .fixed32: "uint32"
    case .bool: "boolean"
    case .string: "string"
    case .bytes: "bytes"
    case .message, .group: "message"
    case .enum where field.typeName == ".google.protobuf.NullValue": "nullEnumeration"
    case .enum: "enumeration"
    }
  }
}

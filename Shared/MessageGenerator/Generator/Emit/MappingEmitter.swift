/// Emits the checks for required fields and the proto3 JSON form of a file's messages.
struct MappingEmitter {
  let context: EmitContext
  private var types: TypeTable { context.types }
  private var access: String { context.access }

  init(_ context: EmitContext) {
    self.context = context
  }

  /// The source file; nil when the proto file has neither messages nor enums.
  func file(_ file: ProtoFile) -> String? {
    let enums = file.enums + file.allMessages.flatMap(\.enums)
    guard !file.messages.isEmpty || !enums.isEmpty else { return nil }
    let modules = context.foreignModules(of: file.allMessages).map(\.swift)
    var text = SourceText.swiftFile(
      from: file.name,
      imports: (file.messages.isEmpty ? [] : ["\(access) import Protobuf"])
        + ["\(access) import ProtobufJSON"] + Set(modules).sorted().map { "import \($0)" })
    for message in file.allMessages {
      guard let entry = types["." + message.fullName] else { continue }
      text.line()
      let conformance = types.known("JSONMessage", in: "ProtobufJSON")
      text.block("extension \(entry.swiftName): \(conformance)") { text in
        requiredFields(message, &text)
        text.line()
        json(message, &text)
      }
    }
    for value in enums { names(value, &text) }
    return text.text
  }

  /// The names of an enum's values, for reading.
  private func names(_ value: ProtoEnum, _ text: inout SourceText) {
    guard let entry = types["." + value.fullName] else { return }
    let names = types.known("JSONNames", in: "ProtobufJSON")
    text.line()
    let conformance = types.known("JSONEnum", in: "ProtobufJSON")
    text.block("extension \(entry.swiftName): \(conformance)") { text in
      text.line("\(access) static let jsonNames = \(names)(values: [")
      text.indented { text in
        for value in value.values { text.line("(\"\(value.name)\", \(value.number)),") }
      }
      text.line("])")
    }
  }

  // MARK: - Required fields

  private func requiredFields(_ message: ProtoMessage, _ text: inout SourceText) {
    let check = types.known("RequiredFieldCheck", in: "Protobuf")
    let header = "\(access) func checkRequiredFields(_ check: inout \(check))"
    guard types.hasRequiredFields("." + message.fullName) else { return text.line(header + " {}") }
    text.block(header) { text in
      for member in message.members {
        switch member {
        case .field(let field): requiredField(field, of: message, &text)
        case .oneof(let oneof): requiredOneof(oneof, &text)
        }
      }
    }
  }

  private func requiredField(
    _ field: ProtoField, of message: ProtoMessage, _ text: inout SourceText
  ) {
    let property = "self." + SwiftName.member(field)
    let shape = context.shape(of: field, in: message)
    if field.isRequired {
      let isMissing =
        switch shape {
        case .repeated, .map: "\(property).isEmpty"
        case .optional, .message: "\(property) == nil"
        case .implicit: missing(property, field)
        }
      text.line("check.field(\"\(field.name)\", isMissing: \(isMissing))")
    }
    switch shape {
    case .message where types.hasRequiredFields(field.typeName):
      text.line("check.message(\"\(field.name)\", \(property))")
    case .repeated where types.hasRequiredFields(field.typeName):
      text.line("check.messages(\"\(field.name)\", \(property))")
    case .map(_, let value) where types.hasRequiredFields(value.typeName):
      text.line("check.messages(\"\(field.name)\", \(property))")
    default: break
    }
  }

  /// A oneof with a member marked `REQUIRED` must be set, to whichever member.
  private func requiredOneof(_ oneof: ProtoOneof, _ text: inout SourceText) {
    let property = "self." + SwiftName.property(oneof.name)
    if oneof.fields.contains(where: \.isRequired) {
      text.line("check.field(\"\(oneof.name)\", isMissing: \(property) == nil)")
    }
    for field in oneof.fields where types.hasRequiredFields(field.typeName) {
      let name = SwiftName.oneofCase(field)
      text.block("if case .\(name)(let value) = \(property)") { text in
        text.line("check.message(\"\(field.name)\", value)")
      }
    }
  }

  private func missing(_ property: String, _ field: ProtoField) -> String {
    switch field.kind {
    case .string, .bytes: "\(property).isEmpty"
    case .bool: "!\(property)"
    case .enum: "\(property).rawValue == 0"
    default: "\(property) == 0"
    }
  }

  // MARK: - JSON

  private func json(_ message: ProtoMessage, _ text: inout SourceText) {
    let writer = types.known("JSONWriter", in: "ProtobufJSON")
    text.block("\(access) func writeJSON(to writer: inout \(writer))") { text in
      if let special = WellKnownJSON(message) { return special.write(&text) }
      text.line("writer.beginObject()")
      for member in message.members {
        switch member {
        case .field(let field): jsonField(field, of: message, &text)
        case .oneof(let oneof): jsonOneof(oneof, &text)
        }
      }
      text.line("writer.endObject()")
    }
    text.line()
    JSONReadingEmitter(context).read(message, &text)
  }

  private func jsonField(_ field: ProtoField, of message: ProtoMessage, _ text: inout SourceText) {
    let property = "self." + SwiftName.member(field)
    let key = "writer.key(\(jsonKey(field)))"
    switch context.shape(of: field, in: message) {
    case .implicit:
      text.block("if \(context.isSet(property, field))") { text in
        text.line(key)
        text.line("writer." + write(field, property))
      }
    case .optional, .message:
      text.block("if let value = \(property)") { text in
        text.line(key)
        text.line("writer." + write(field, "value"))
      }
    case .repeated:
      text.block("if !\(property).isEmpty") { text in
        text.line(key)
        text.line("writer.array(\(property)) { $0.\(write(field, "$1")) }")
      }
    case .map(_, let value):
      text.block("if !\(property).isEmpty") { text in
        text.line(key)
        text.line("writer.map(\(property)) { $0.\(write(value, "$1")) }")
      }
    }
  }

  private func jsonOneof(_ oneof: ProtoOneof, _ text: inout SourceText) {
    text.cases(of: "self.\(SwiftName.property(oneof.name))") { text in
      for field in oneof.fields {
        text.line("case .\(SwiftName.oneofCase(field))(let value):")
        text.indented { text in
          text.line("writer.key(\(jsonKey(field)))")
          text.line("writer." + write(field, "value"))
        }
      }
      text.line("case nil: break")
    }
  }

  /// The name with its quotes and colon, as a Swift literal.
  private func jsonKey(_ field: ProtoField) -> String {
    var escaped = ""
    for scalar in field.jsonName.unicodeScalars {
      switch scalar {
      case "\"", "\\": escaped += "\\" + String(scalar)
      default:
        let digits = String(scalar.value, radix: 16)
        escaped +=
          scalar.value >= 0x20
          ? String(scalar) : "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
    }
    return SourceText.literal("\"\(escaped)\":")
  }

  private func write(_ field: ProtoField, _ value: String) -> String {
    switch field.kind {
    case .string: "string(\(value))"
    case .bytes: "base64(\(value))"
    case .bool: "boolean(\(value))"
    case .enum where field.typeName == ".google.protobuf.NullValue": "null(\(value))"
    case .enum: "enumeration(\(value))"
    case .message, .group: "message(\(value))"
    default: "number(\(value))"
    }
  }
}

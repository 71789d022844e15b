/// Emits the conversions between Swift values and the C structs of protoc-gen-c.
struct WireEmitter {
  let context: EmitContext
  private var types: TypeTable { context.types }
  private var access: String { context.access }

  init(_ context: EmitContext) {
    self.context = context
  }

  /// The source file; nil when the proto file has no messages.
  func file(_ file: ProtoFile) -> String? {
    guard !file.messages.isEmpty else { return nil }
    let modules = context.foreignModules(of: file.allMessages).map(\.swift)
    let own = [context.options.cModule, "CProtobufArena", "Protobuf"].sorted()
    var text = SourceText.swiftFile(
      from: file.name,
      imports: own.map { "\(access) import \($0)" } + Set(modules).sorted().map { "import \($0)" })
    for message in file.allMessages {
      guard let entry = types["." + message.fullName] else { continue }
      text.line()
      let conformance = types.known("WireMessage", in: "Protobuf")
      text.block("extension \(entry.swiftName): @unsafe \(conformance)") {
        conversions(message, &$0)
      }
    }
    return text.text
  }

  private func conversions(_ message: ProtoMessage, _ text: inout SourceText) {
    let structure = CName.structure(message.fullName)
    let function = CName.functionPrefix(message.fullName)
    let arena = types.known("Arena", in: "Protobuf")
    text.line("\(access) typealias Wire = \(structure)")
    text.line()
    text.block(
      "\(access) static var wireDescriptor: UnsafePointer<ProtobufCMessageDescriptor>"
    ) { text in
      text.line("unsafe \(function)__type()")
    }
    text.line()
    if context.options.keepsUnknownFields {
      let bool = types.known("Bool", in: "Swift")
      text.line("\(access) static var keepsUnknownFields: \(bool) { true }")
      text.line()
    }
    let error = types.known("ProtobufError", in: "Protobuf")
    text.call(
      "\(access) init", ["wire: UnsafePointer<\(structure)>", "arena: \(arena)"],
      " throws(\(error)) {")
    text.indented { text in
      if types.isRecursive(message) { text.line("try unsafe arena.checkStack()") }
      for member in message.members {
        switch member {
        case .field(let field): decode(field, of: message, &text)
        case .oneof(let oneof): decode(oneof, &text)
        }
      }
      if context.options.keepsUnknownFields {
        text.line("self.unknownFields = try unsafe arena.unknownFields(of: wire.pointee.base)")
      } else {
        text.line("try unsafe arena.checkUnknownFields(of: wire.pointee.base)")
      }
    }
    text.line("}")
    text.line()
    text.call(
      "\(access) func store", ["in arena: \(arena)"],
      " -> UnsafeMutablePointer<\(structure)> {")
    text.indented { text in
      text.line("let wire = unsafe \(function)__new(arena.pointer)")
      if types.isRecursive(message) {
        text.line("guard unsafe arena.hasStackLeft() else { return unsafe wire }")
      }
      text.line("unsafe arena.reserve(\(EncodedSize(context).bound(of: message)))")
      for member in message.members {
        switch member {
        case .field(let field): encode(field, of: message, &text)
        case .oneof(let oneof): encode(oneof, &text)
        }
      }
      if context.options.keepsUnknownFields {
        text.line("unsafe arena.putUnknownFields(self.unknownFields, &wire.pointee.base)")
      }
      text.line("return unsafe wire")
    }
    text.line("}")
  }

  // MARK: - Decoding

  private func decode(_ field: ProtoField, of message: ProtoMessage, _ text: inout SourceText) {
    let property = "self." + SwiftName.member(field)
    let name = DescriptorRewriter.fieldName(field.name)
    let wire = "wire.pointee." + name
    switch context.shape(of: field, in: message) {
    case .implicit:
      text.line("\(property) = \(effects(field))\(value(field, wire))")
    case .optional:
      let isSet = "wire.pointee.has_\(name) != 0"
      text.line("\(property) = \(effects(field))\(isSet) ? \(value(field, wire)) : nil")
    case .message where types.needsBox(field, in: message):
      let storage = SwiftName.boxedStorage(field.name)
      text.line("self.\(storage) = try unsafe arena.boxedMessage(\(wire))")
    case .message:
      text.line("\(property) = try unsafe arena.message(\(wire))")
    case .repeated:
      let start = "\(wire), wire.pointee.n_\(name)"
      text.line("\(property) = \(effects(field))\(elements(field, start))")
    case .map(let key, let value):
      let error = types.known("ProtobufError", in: "Protobuf")
      text.block(
        "\(property) = try unsafe arena.map(\(wire), wire.pointee.n_\(name))"
      ) { text in
        text.line("entry throws(\(error)) in")
        text.line("try unsafe arena.checkUnknownFields(of: entry.pointee.base)")
        let effects = canFail(key) || canFail(value) ? "try unsafe " : "unsafe "
        let keyAndValue = [
          self.value(key, "entry.pointee.f_key"), self.value(value, "entry.pointee.f_value"),
        ]
        text.line("return \(effects)(\(keyAndValue.joined(separator: ", ")))")
      }
    }
  }

  private func decode(_ oneof: ProtoOneof, _ text: inout SourceText) {
    let property = "self." + SwiftName.property(oneof.name)
    let name = DescriptorRewriter.oneofName(oneof.name)
    text.cases(of: "unsafe wire.pointee.\(name)_case.rawValue") { text in
      for field in oneof.fields {
        let wire = "wire.pointee." + DescriptorRewriter.fieldName(field.name)
        text.line("case \(field.number):")
        text.indented { text in
          let name = SwiftName.oneofCase(field)
          text.line("\(property) = \(effects(field)).\(name)(\(value(field, wire)))")
        }
      }
      text.line("default: \(property) = nil")
    }
  }

  private func canFail(_ field: ProtoField) -> Bool {
    field.kind == .string || field.kind == .message
  }

  private func effects(_ field: ProtoField) -> String {
    canFail(field) ? "try unsafe " : "unsafe "
  }

  private func value(_ field: ProtoField, _ wire: String) -> String {
    switch field.kind {
    case .string: "arena.string(\(wire))"
    case .bytes: "arena.bytes(\(wire))"
    case .bool: "\(wire) != 0"
    case .enum: "\(context.elementType(of: field))(rawValue: \(wire))"
    case .message, .group: "arena.messageOrDefault(\(wire))"
    default: wire
    }
  }

  private func elements(_ field: ProtoField, _ arguments: String) -> String {
    switch field.kind {
    case .string: "arena.strings(\(arguments))"
    case .bytes: "arena.byteArrays(\(arguments))"
    case .bool: "arena.booleans(\(arguments))"
    case .enum: "arena.enumerations(\(arguments))"
    case .message, .group: "arena.messages(\(arguments))"
    default: "arena.numbers(\(arguments))"
    }
  }

  // MARK: - Encoding

  private func encode(_ field: ProtoField, of message: ProtoMessage, _ text: inout SourceText) {
    let property = "self." + SwiftName.member(field)
    let name = DescriptorRewriter.fieldName(field.name)
    let target = "wire.pointee." + name
    let presence = "&wire.pointee.has_\(name), &\(target)"
    let count = "&\(target), &wire.pointee.n_\(name)"
    switch context.shape(of: field, in: message) {
    case .implicit:
      let value = field.kind == .enum ? "\(property).rawValue" : property
      text.line("unsafe arena.put(\(value), \(presence))")
    case .optional:
      let value = field.kind == .enum ? "\(property)?.rawValue" : property
      text.line("unsafe arena.set(\(value), \(presence))")
    case .message:
      text.block("if let value = \(property)") { text in
        text.line("unsafe \(target) = value.store(in: arena)")
      }
    case .repeated: text.line("unsafe arena.put(\(property), \(count))")
    case .map(let key, let value):
      text.line("unsafe arena.put(\(property), \(count), key: { unsafe $0.pointee.f_key }) {")
      text.line("  key, value in")
      text.indented { text in
        let entry = CName.functionPrefix(String(field.typeName.dropFirst()))
        text.line("let entry = unsafe \(entry)__new(arena.pointer)")
        entryField(key, "key", "f_key", &text)
        entryField(value, "value", "f_value", &text)
        text.line("return unsafe entry")
      }
      text.line("}")
    }
  }

  /// Both parts of a map entry are written, as every other implementation does.
  private func entryField(
    _ field: ProtoField, _ value: String, _ name: String, _ text: inout SourceText
  ) {
    if field.kind != .message { text.line("unsafe entry.pointee.has_\(name) = 1") }
    text.line("unsafe entry.pointee.\(name) = \(wireValue(field, value))")
  }

  private func encode(_ oneof: ProtoOneof, _ text: inout SourceText) {
    let name = DescriptorRewriter.oneofName(oneof.name)
    text.cases(of: "self.\(SwiftName.property(oneof.name))") { text in
      for field in oneof.fields {
        text.line("case .\(SwiftName.oneofCase(field))(let value):")
        text.indented { text in
          let target = "wire.pointee." + DescriptorRewriter.fieldName(field.name)
          text.line("unsafe wire.pointee.\(name)_case = .init(rawValue: \(field.number))")
          text.line("unsafe \(target) = \(wireValue(field, "value"))")
        }
      }
      text.line("case nil: break")
    }
  }

  private func wireValue(_ field: ProtoField, _ value: String) -> String {
    switch field.kind {
    case .string, .bytes: "arena.data(\(value))"
    case .bool: "\(value) ? 1 : 0"
    case .enum: "\(value).rawValue"
    case .message, .group: "\(value).store(in: arena)"
    default: value
    }
  }
}

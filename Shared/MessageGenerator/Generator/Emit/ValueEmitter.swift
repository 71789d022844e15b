/// Emits the Swift values of a proto file: structs for messages, enums for enums and oneofs.
struct ValueEmitter {
  let context: EmitContext
  private var types: TypeTable { context.types }
  private var access: String { context.access }

  init(_ context: EmitContext) {
    self.context = context
  }

  /// The source file; nil when the proto file has no types.
  func file(_ file: ProtoFile) -> String? {
    guard !file.messages.isEmpty || !file.enums.isEmpty else { return nil }
    let modules = context.foreignModules(of: file.allMessages).map(\.swift)
    // The compiler asks for no more than `import` where a conformance is not public.
    let runtime = context.options.access == .public ? "public import" : "import"
    var text = SourceText.swiftFile(
      from: file.name,
      imports: ["\(runtime) Protobuf"] + Set(modules).sorted().map { "\(access) import \($0)" })
    let namespace = SwiftName.namespace(ofPackage: file.package)
    for value in file.enums {
      text.line()
      text.block("extension \(namespace)") { enumeration(value, &$0) }
    }
    for message in file.messages {
      text.line()
      text.block("extension \(namespace)") { self.message(message, &$0) }
    }
    return text.text
  }

  // MARK: - Messages

  private func message(_ message: ProtoMessage, _ text: inout SourceText) {
    let name = SwiftName.quoted(SwiftName.type(message.name))
    text.documentation(message.comment)
    text.block("\(access) struct \(name): \(types.known("Message", in: "Protobuf"))") { text in
      for member in message.members { property(member, of: message, &text) }
      if context.options.keepsUnknownFields { unknownFields(&text) }
      if !message.members.isEmpty { text.line() }
      initializers(message, &text)
      text.line()
      let string = types.known("String", in: "Swift")
      text.line("\(access) static var protobufName: \(string) { \"\(message.fullName)\" }")
      for oneof in message.oneofs {
        text.line()
        self.oneof(oneof, of: message, &text)
      }
      for value in message.enums {
        text.line()
        enumeration(value, &text)
      }
      for nested in message.messages {
        text.line()
        self.message(nested, &text)
      }
    }
  }

  private func property(
    _ member: ProtoMessage.Member, of message: ProtoMessage, _ text: inout SourceText
  ) {
    let type = self.type(of: member, in: message)
    switch member {
    case .oneof(let oneof):
      text.documentation(oneof.comment)
      text.line("\(access) var \(SwiftName.quoted(name(of: member))): \(type)")
    case .field(let field):
      text.documentation(field.comment)
      let isBoxed = types.needsBox(field, in: message)
      if let deprecation = field.deprecation {
        deprecated(deprecation, &text)
        let name = SwiftName.quoted(SwiftName.property(field.name))
        forwarding("\(access) var \(name): \(type)", to: SwiftName.member(field), &text)
        return stored("var \(SwiftName.member(field)): \(type)", field, isBoxed: isBoxed, &text)
      }
      let name = SwiftName.quoted(SwiftName.property(field.name))
      stored("\(access) var \(name): \(type)", field, isBoxed: isBoxed, &text)
    }
  }

  private func deprecated(_ deprecation: Deprecation, _ text: inout SourceText) {
    let message = SourceText.literal(deprecation.message)
    text.line("@available(*, deprecated, message: \(message))")
  }

  /// A property that stands for another one.
  private func forwarding(_ declaration: String, to other: String, _ text: inout SourceText) {
    text.block(declaration) { text in
      text.line("get { \(other) }")
      text.line("set { \(other) = newValue }")
    }
  }

  /// A stored property, or one in a box when the message would contain itself.
  private func stored(
    _ declaration: String, _ field: ProtoField, isBoxed: Bool, _ text: inout SourceText
  ) {
    guard isBoxed else { return text.line(declaration) }
    let storage = SwiftName.boxedStorage(field.name)
    text.block(declaration) { text in
      text.line("get { \(storage)?.value }")
      text.line("set { \(storage) = newValue.map { .value($0) } }")
    }
    let box = types.known("Box", in: "Protobuf")
    text.line("var \(storage): \(box)<\(context.elementType(of: field))>?")
  }

  private func unknownFields(_ text: inout SourceText) {
    text.line("/// Fields that the proto file did not have when this was generated, in protobuf.")
    let setter = context.options.access == .internal ? "" : "internal(set) "
    let byte = types.known("UInt8", in: "Swift")
    text.line("\(access) \(setter)var unknownFields: [\(byte)] = []")
  }

  private func initializers(_ message: ProtoMessage, _ text: inout SourceText) {
    let members = message.members
    guard let first = members.first else { return text.line("\(access) init() {}") }
    text.call(
      "\(access) init",
      members.map { member in
        let name = SwiftName.quoted(self.name(of: member))
        let value = defaultValue(of: member, in: message)
        return "\(name): \(type(of: member, in: message)) = \(value)"
      }, " {")
    text.indented { text in
      for member in members {
        let value = SwiftName.quoted(self.name(of: member))
        if case .field(let field) = member, types.needsBox(field, in: message) {
          let storage = SwiftName.boxedStorage(field.name)
          text.line("self.\(storage) = \(value).map { .value($0) }")
        } else if case .field(let field) = member {
          text.line("self.\(SwiftName.member(field)) = \(value)")
        } else {
          text.line("self.\(name(of: member)) = \(value)")
        }
      }
    }
    text.line("}")
    text.line()
    text.block("\(access) init()") { text in
      let label = SwiftName.label(name(of: first))
      text.line("self.init(\(label): \(defaultValue(of: first, in: message)))")
    }
  }

  private func name(of member: ProtoMessage.Member) -> String {
    switch member {
    case .field(let field): SwiftName.property(field.name)
    case .oneof(let oneof): SwiftName.property(oneof.name)
    }
  }

  private func type(of member: ProtoMessage.Member, in message: ProtoMessage) -> String {
    switch member {
    case .field(let field): context.propertyType(of: field, in: message)
    case .oneof(let oneof): types.oneofType(oneof, in: message) + "?"
    }
  }

  private func defaultValue(of member: ProtoMessage.Member, in message: ProtoMessage) -> String {
    switch member {
    case .field(let field): context.defaultValue(of: field, in: message)
    case .oneof: "nil"
    }
  }

  // MARK: - Enums

  private func oneof(
    _ oneof: ProtoOneof, of message: ProtoMessage, _ text: inout SourceText
  ) {
    let isIndirect = oneof.fields.contains { types.needsBox($0, in: message) }
    let name = types.oneofType(oneof, in: message)
    text.documentation(oneof.comment.isEmpty ? ["What `\(oneof.name)` holds."] : oneof.comment)
    let conformances = ["Hashable", "Sendable"].map { types.known($0, in: "Swift") }
    let start = isIndirect ? "\(access) indirect enum" : "\(access) enum"
    text.block("\(start) \(name): \(conformances.joined(separator: ", "))") { text in
      for field in oneof.fields {
        text.documentation(field.comment)
        let name = SwiftName.quoted(SwiftName.oneofCase(field))
        text.line("case \(name)(\(context.elementType(of: field)))")
      }
      for field in oneof.fields {
        guard let deprecation = field.deprecation else { continue }
        let name = SwiftName.quoted(SwiftName.oneofMember(field.name))
        text.line()
        text.documentation(field.comment)
        deprecated(deprecation, &text)
        text.block(
          "\(access) static func \(name)(_ value: \(context.elementType(of: field))) -> Self"
        ) { $0.line(".\(SwiftName.oneofCase(field))(value)") }
      }
    }
  }

  private func enumeration(_ value: ProtoEnum, _ text: inout SourceText) {
    let cases = SwiftName.cases(of: value)
    let number = types.known("Int32", in: "Swift")
    // A second name for a number is not a case.
    let firsts = value.values.indices.filter { index in
      value.values.firstIndex { $0.number == value.values[index].number } == index
    }
    text.documentation(value.comment)
    let name = SwiftName.quoted(SwiftName.type(value.name))
    text.block("\(access) enum \(name): \(types.known("ProtobufEnum", in: "Protobuf"))") { text in
      for index in firsts {
        text.documentation(value.values[index].comment)
        text.line("case \(SwiftName.quoted(cases[index]))")
      }
      text.line("/// A number that the proto file did not name when this was generated.")
      text.line("case unrecognized(\(number))")
      for index in value.values.indices where !firsts.contains(index) {
        guard !cases[..<index].contains(cases[index]),
          let first = firsts.first(where: { value.values[$0].number == value.values[index].number })
        else { continue }
        text.line()
        text.documentation(value.values[index].comment)
        text.line(
          "\(access) static var \(SwiftName.quoted(cases[index])): Self { .\(cases[first]) }")
      }
      for (index, name) in SwiftName.names(of: value).enumerated() {
        guard let deprecation = value.values[index].deprecation else { continue }
        text.line()
        text.documentation(value.values[index].comment)
        deprecated(deprecation, &text)
        text.line("\(access) static var \(SwiftName.quoted(name)): Self { .\(cases[index]) }")
      }
      text.line()
      enumMembers(value, cases: cases, firsts: firsts, &text)
    }
  }

  private func enumMembers(
    _ value: ProtoEnum, cases: [String], firsts: [Int], _ text: inout SourceText
  ) {
    let number = types.known("Int32", in: "Swift")
    text.block("\(access) init(rawValue: \(number))") { text in
      text.cases(of: "rawValue") { text in
        for index in firsts {
          text.line("case \(value.values[index].number): self = .\(cases[index])")
        }
        text.line("default: self = .unrecognized(rawValue)")
      }
    }
    text.line()
    text.block("\(access) var rawValue: \(number)") { text in
      text.cases(of: "self") { text in
        for index in firsts { text.line("case .\(cases[index]): \(value.values[index].number)") }
        text.line("case .unrecognized(let rawValue): rawValue")
      }
    }
    text.line()
    let string = types.known("String", in: "Swift")
    text.block("\(access) var protobufName: \(string)?") { text in
      text.cases(of: "self") { text in
        for index in firsts {
          text.line("case .\(cases[index]): \"\(value.values[index].name)\"")
        }
        text.line("case .unrecognized: nil")
      }
    }
  }
}

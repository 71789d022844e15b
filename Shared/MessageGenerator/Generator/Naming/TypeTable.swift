/// The Swift and C modules that hold the generated code of a proto file.
struct ModulePair: Hashable, Sendable {
  let swift: String
  let c: String
}

/// A message or an enum and its names in Swift and C.
struct TypeEntry: Sendable {
  enum Content: Sendable {
    case message(ProtoMessage)
    case enumeration(ProtoEnum)
  }

  let content: Content
  /// The Swift type from its namespace down, for example `QualityV1.Form.Question`.
  let swiftName: String
  /// The proto file that declares it.
  let file: String
  /// Nil when the type is generated in this run.
  let module: ModulePair?

  /// Where in the file.
  var line: Int? {
    switch content {
    case .message(let message): message.line
    case .enumeration(let value): value.line
    }
  }
}

/// All messages and enums that a run can refer to, by full name with a leading dot.
struct TypeTable: Sendable {
  private(set) var entries: [String: TypeEntry] = [:]
  /// Simple names of all Swift types of the run; a type of the standard library or the runtime with
  /// one of these names is written with its module.
  private(set) var declaredNames: Set<String> = []

  private var reachable: [String: Set<String>] = [:]
  private var inlineReachable: [String: Set<String>] = [:]
  private var checked: Set<String> = []

  /// - Throws: ``GeneratorError`` when two declarations get one name.
  init(
    files: [ProtoFile], generated: Set<String>, options: GeneratorOptions
  ) throws(GeneratorError) {
    for file in files {
      let module = generated.contains(file.name) ? nil : options.module(providing: file.name)
      let namespace = SwiftName.namespace(ofPackage: file.package)
      if module == nil {
        declaredNames.insert(namespace)
        for service in file.services where options.emitsServices {
          declaredNames.formUnion(Self.serviceTypes(service))
        }
      }
      for value in file.enums {
        add(value, scope: namespace, file: file, module: module)
      }
      for message in file.messages {
        add(message, scope: namespace, file: file, module: module)
      }
    }
    try NameChecks(files: files, types: self, options: options).check(generated)
    reachable = Self.closure(of: messages { _ in true })
    inlineReachable = Self.closure(of: messages { !$0.isRepeated })
    checked = namesWithRequiredFields()
  }

  /// The type of a field; the descriptors come from protoc, which has resolved every name.
  subscript(name: String) -> TypeEntry? { entries[name] }

  /// Whether a value of the message could contain another value of it, at any depth.
  func isRecursive(_ message: ProtoMessage) -> Bool {
    reachable["." + message.fullName]?.contains("." + message.fullName) == true
  }

  /// Whether a field that is not repeated would make its message contain itself.
  func needsBox(_ field: ProtoField, in message: ProtoMessage) -> Bool {
    guard field.kind == .message, !field.isRepeated else { return false }
    return field.typeName == "." + message.fullName
      || inlineReachable[field.typeName]?.contains("." + message.fullName) == true
  }

  /// Whether the message, or one it can contain, has a field marked `REQUIRED`.
  func hasRequiredFields(_ name: String) -> Bool { checked.contains(name) }

  /// Writes a type of the standard library or the runtime so that no generated type hides it.
  func known(_ name: String, in module: String) -> String {
    declaredNames.contains(name) ? "\(module).\(name)" : name
  }

  // MARK: - Building

  private mutating func add(
    _ message: ProtoMessage, scope: String, file: ProtoFile, module: ModulePair?
  ) {
    let name = SwiftName.type(message.name)
    let swiftName = scope + "." + SwiftName.quoted(name)
    entries["." + message.fullName] = TypeEntry(
      content: .message(message), swiftName: swiftName, file: file.name, module: module)
    for (entryName, entry) in message.mapEntries {
      entries[entryName] = TypeEntry(
        content: .message(entry), swiftName: "", file: file.name, module: module)
    }
    if module == nil {
      declaredNames.insert(name)
      declaredNames.formUnion(message.oneofs.map { oneofType($0, in: message) })
    }
    for value in message.enums { add(value, scope: swiftName, file: file, module: module) }
    for nested in message.messages { add(nested, scope: swiftName, file: file, module: module) }
  }

  private mutating func add(
    _ value: ProtoEnum, scope: String, file: ProtoFile, module: ModulePair?
  ) {
    let name = SwiftName.type(value.name)
    entries["." + value.fullName] = TypeEntry(
      content: .enumeration(value), swiftName: scope + "." + SwiftName.quoted(name),
      file: file.name, module: module)
    if module == nil { declaredNames.insert(name) }
  }

  /// The name of the enum for a oneof; it must differ from the types nested in the message.
  func oneofType(_ oneof: ProtoOneof, in message: ProtoMessage) -> String {
    let name = SwiftName.upperCamel(oneof.name)
    let nested = (message.messages.map(\.name) + message.enums.map(\.name)).map(SwiftName.type)
    if nested.contains(SwiftName.type(name)) { return name + "Oneof" }
    return name == "Any" ? "Any_" : SwiftName.type(name)
  }

  /// The types that are made for a service.
  static func serviceTypes(_ service: ProtoService) -> [String] {
    let name = SwiftName.service(service.name)
    return [name, name + "Methods", name + "Client"]
  }

  // MARK: - What contains what

  /// The messages each message has fields of.
  private func messages(where isIncluded: (ProtoField) -> Bool) -> [String: Set<String>] {
    var result: [String: Set<String>] = [:]
    for (name, entry) in entries {
      guard case .message(let message) = entry.content else { continue }
      let fields = message.fields.filter { $0.kind == .message && isIncluded($0) }
      result[name] = Set(fields.map(\.typeName))
    }
    return result
  }

  private static func closure(of edges: [String: Set<String>]) -> [String: Set<String>] {
    edges.mapValues { direct in
      var reached: Set<String> = []
      var open = Array(direct)
      while let name = open.popLast() {
        if reached.insert(name).inserted { open += edges[name] ?? [] }
      }
      return reached
    }
  }

  private func namesWithRequiredFields() -> Set<String> {
    let direct = entries.filter { _, entry in
      guard case .message(let message) = entry.content else { return false }
      return message.fields.contains(where: \.isRequired)
    }
    let names = Set(direct.keys)
    return names.union(reachable.filter { !$0.value.isDisjoint(with: names) }.keys)
  }
}

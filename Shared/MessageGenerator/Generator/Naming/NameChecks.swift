/// Refuses proto files whose declarations would get one name in Swift or C.
struct NameChecks {
  let files: [ProtoFile]
  let types: TypeTable
  let options: GeneratorOptions

  /// Something that gets a Swift name: a type of the proto file, or one that is made for a oneof or
  /// a service.
  private struct Declaration {
    let file: String
    let line: Int?
    let fullName: String
    /// From the namespace down.
    let swiftName: String
  }

  /// - Throws: ``GeneratorError`` naming file, line and declaration.
  func check(_ generated: Set<String>) throws(GeneratorError) {
    let own = files.filter { generated.contains($0.name) }
    let declarations =
      typeDeclarations(generated) + own.flatMap(oneofDeclarations)
      + (options.emitsServices ? own.flatMap(serviceDeclarations) : [])
    try checkNamespaces(own, declarations)
    var seen: [String: String] = [:]
    for declaration in declarations {
      let name = declaration.fullName
      if let other = seen.updateValue(name, forKey: declaration.swiftName) {
        throw error(declaration, "has the same Swift name as \(other)")
      }
    }
    try checkCNames(generated)
  }

  private func typeDeclarations(_ generated: Set<String>) -> [Declaration] {
    types.entries.sorted { $0.key < $1.key }.compactMap { name, entry in
      guard generated.contains(entry.file), !entry.swiftName.isEmpty else { return nil }
      return Declaration(
        file: entry.file, line: entry.line, fullName: String(name.dropFirst()),
        swiftName: entry.swiftName)
    }
  }

  private func oneofDeclarations(_ file: ProtoFile) -> [Declaration] {
    file.allMessages.flatMap { message in
      let scope = types["." + message.fullName]?.swiftName ?? ""
      return message.oneofs.map { oneof in
        Declaration(
          file: file.name, line: oneof.line, fullName: "\(message.fullName).\(oneof.name)",
          swiftName: "\(scope).\(types.oneofType(oneof, in: message))")
      }
    }
  }

  private func serviceDeclarations(_ file: ProtoFile) -> [Declaration] {
    let namespace = SwiftName.namespace(ofPackage: file.package)
    return file.services.flatMap { service in
      TypeTable.serviceTypes(service).map { name in
        Declaration(
          file: file.name, line: service.line, fullName: service.fullName,
          swiftName: "\(namespace).\(name)")
      }
    }
  }

  /// A namespace must be that of one package, and nothing may hide it or a module.
  private func checkNamespaces(
    _ own: [ProtoFile], _ declarations: [Declaration]
  ) throws(GeneratorError) {
    let modules = Set(
      ["Swift", "Protobuf", "ProtobufJSON", "RPC"] + options.providers.map(\.module.swift))
    var packages: [String: String] = [:]
    for file in own {
      let namespace = SwiftName.namespace(ofPackage: file.package)
      if modules.contains(namespace) {
        throw GeneratorError(
          file: file.name, name: file.package,
          reason: "gets the namespace \(namespace), which is the name of a module")
      }
      if let other = packages.updateValue(file.package, forKey: namespace), other != file.package {
        throw GeneratorError(
          file: file.name, name: file.package,
          reason: "gets the namespace \(namespace), as \(other) does")
      }
    }
    let reserved = modules.union(
      files.filter { !$0.package.isEmpty }.map { SwiftName.namespace(ofPackage: $0.package) })
    for declaration in declarations {
      let name = String(declaration.swiftName.split(separator: ".").last ?? "")
      guard reserved.contains(name) else { continue }
      throw error(declaration, "has the name of the namespace or module \(name), and would hide it")
    }
  }

  private func checkCNames(_ generated: Set<String>) throws(GeneratorError) {
    var seen: [String: String] = [:]
    for (name, entry) in types.entries.sorted(by: { $0.key < $1.key }) {
      guard generated.contains(entry.file), case .message = entry.content else { continue }
      let fullName = String(name.dropFirst())
      for cName in [CName.structure(fullName), CName.functionPrefix(fullName)] {
        guard let other = seen.updateValue(fullName, forKey: cName), other != fullName
        else { continue }
        throw GeneratorError(
          file: entry.file, line: entry.line, name: fullName,
          reason: "has the same name in C as \(other)")
      }
    }
  }

  private func error(_ declaration: Declaration, _ reason: String) -> GeneratorError {
    GeneratorError(
      file: declaration.file, line: declaration.line, name: declaration.fullName, reason: reason)
  }
}

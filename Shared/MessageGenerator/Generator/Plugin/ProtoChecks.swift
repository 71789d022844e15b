/// Refuses proto files from which no right code can be made.
struct ProtoChecks {
  let context: EmitContext

  /// - Throws: ``GeneratorError`` naming file, line and declaration.
  func check(_ file: ProtoFile) throws(GeneratorError) {
    guard file.syntax == "proto3" else {
      throw GeneratorError(
        file: file.name, line: file.syntaxLine, reason: "syntax is \(file.syntax), not proto3")
    }
    guard !file.package.isEmpty else {
      throw GeneratorError(
        file: file.name, reason: "has no package, so there is no Swift namespace")
    }
    for message in file.allMessages { try check(message, in: file) }
    for value in file.enums + file.allMessages.flatMap(\.enums) { try check(value, in: file) }
    for service in file.services where context.options.emitsServices {
      var swiftNames: [String: String] = [:]
      for method in service.methods {
        let name = SwiftName.function(method.name)
        if let other = swiftNames.updateValue(method.name, forKey: name) {
          throw GeneratorError(
            file: file.name, line: method.line, name: "\(service.fullName).\(method.name)",
            reason: "has the same Swift name as \(other)")
        }
        for name in [method.input, method.output] {
          try check(
            type: name, user: "\(service.fullName).\(method.name)", line: method.line, in: file)
        }
      }
    }
  }

  private func check(_ message: ProtoMessage, in file: ProtoFile) throws(GeneratorError) {
    var swiftNames: [String: String] = [:]
    var cNames: [String: String] = [:]
    for field in message.fields {
      let name = "\(message.fullName).\(field.name)"
      guard field.kind != .group else {
        throw GeneratorError(
          file: file.name, line: field.line, name: name, reason: "groups are not supported")
      }
      if field.kind == .message || field.kind == .enum {
        try check(type: field.typeName, user: name, line: field.line, in: file)
      }
      let cName = DescriptorRewriter.fieldName(field.name)
      if let other = cNames.updateValue(field.name, forKey: cName) {
        throw GeneratorError(
          file: file.name, line: field.line, name: name,
          reason: "differs from \(other) only in capitals")
      }
    }
    for oneof in message.oneofs { try check(oneof, of: message, in: file) }
    for member in message.members {
      let (protoName, line, names) =
        switch member {
        case .field(let field):
          (field.name, field.line, memberNames(of: field, in: message))
        case .oneof(let oneof): (oneof.name, oneof.line, [SwiftName.property(oneof.name)])
        }
      for name in Set(names) {
        guard let other = swiftNames.updateValue(protoName, forKey: name) else { continue }
        throw GeneratorError(
          file: file.name, line: line, name: "\(message.fullName).\(protoName)",
          reason: "has the same Swift name as \(other)")
      }
    }
  }

  private func check(
    _ oneof: ProtoOneof, of message: ProtoMessage, in file: ProtoFile
  ) throws(GeneratorError) {
    var swiftNames: [String: String] = [:]
    for field in oneof.fields {
      for name in Set([SwiftName.oneofMember(field.name), SwiftName.oneofCase(field)]) {
        guard let other = swiftNames.updateValue(field.name, forKey: name) else { continue }
        throw GeneratorError(
          file: file.name, line: field.line, name: "\(message.fullName).\(field.name)",
          reason: "has the same Swift name as \(other)")
      }
    }
  }

  /// The names of all properties that stand for a field.
  private func memberNames(of field: ProtoField, in message: ProtoMessage) -> [String] {
    let names = [SwiftName.property(field.name), SwiftName.member(field)]
    return context.types.needsBox(field, in: message)
      ? names + [SwiftName.boxedStorage(field.name)] : names
  }

  /// Two names of one number may be the same in Swift, unless one is deprecated.
  private func check(_ value: ProtoEnum, in file: ProtoFile) throws(GeneratorError) {
    var seen: [String: ProtoEnum.Value] = [:]
    let names = zip(SwiftName.names(of: value), SwiftName.cases(of: value))
    for (value, names) in zip(value.values, names) {
      for name in Set([names.0, names.1]) {
        guard let other = seen.updateValue(value, forKey: name) else { continue }
        let isDeprecated = value.deprecation != nil || other.deprecation != nil
        guard other.number != value.number || isDeprecated else { continue }
        throw GeneratorError(
          file: file.name, line: value.line, name: value.name,
          reason: "has the same Swift name as \(other.name)")
      }
    }
  }

  /// The type must be generated in this run or come from a module named by a parameter.
  private func check(
    type name: String, user: String, line: Int?, in file: ProtoFile
  ) throws(GeneratorError) {
    let generated = context.types[name]
    // Map entries stand in the table too, without a Swift name.
    guard let generated, generated.module != nil || context.generated.contains(generated.file)
    else {
      let home = generated.map { " of \($0.file)" } ?? ""
      throw GeneratorError(
        file: file.name, line: line, name: user,
        reason: "no module provides \(name.dropFirst())\(home); name one with import=")
    }
  }
}

/// How a field stands in its Swift value.
enum FieldShape {
  /// A number, text or enum; absent means its default.
  case implicit
  /// Marked `optional`.
  case optional
  /// A message; nil when absent.
  case message(TypeEntry)
  case repeated
  case map(key: ProtoField, value: ProtoField)
}

/// What the emitters know of the whole run.
struct EmitContext {
  let types: TypeTable
  let options: GeneratorOptions
  /// The proto files to generate.
  let generated: Set<String>

  /// The access level of everything emitted, for example `package`.
  var access: String { options.access.rawValue }

  func shape(of field: ProtoField, in message: ProtoMessage) -> FieldShape {
    if field.isRepeated {
      if let entry = message.mapEntries[field.typeName],
        let key = entry.fields.first(where: { $0.number == 1 }),
        let value = entry.fields.first(where: { $0.number == 2 })
      {
        return .map(key: key, value: value)
      }
      return .repeated
    }
    if field.kind == .message, let entry = types[field.typeName] { return .message(entry) }
    return field.isOptional ? .optional : .implicit
  }

  /// The Swift type of one value of the field.
  func elementType(of field: ProtoField) -> String {
    switch field.kind {
    case .double: types.known("Double", in: "Swift")
    case .float: types.known("Float", in: "Swift")
    case .int64, .sfixed64, .sint64: types.known("Int64", in: "Swift")
    case .uint64, .fixed64: types.known("UInt64", in: "Swift")
    case .int32, .sfixed32, .sint32: types.known("Int32", in: "Swift")
    case .uint32, .fixed32: types.known("UInt32", in: "Swift")
    case .bool: types.known("Bool", in: "Swift")
    case .string: types.known("String", in: "Swift")
    case .bytes: "[" + types.known("UInt8", in: "Swift") + "]"
    case .message, .enum, .group: types[field.typeName]?.swiftName ?? ""
    }
  }

  /// The Swift type of the property.
  func propertyType(of field: ProtoField, in message: ProtoMessage) -> String {
    switch shape(of: field, in: message) {
    case .implicit: elementType(of: field)
    case .optional, .message: elementType(of: field) + "?"
    case .repeated: "[" + elementType(of: field) + "]"
    case .map(let key, let value): "[\(elementType(of: key)): \(elementType(of: value))]"
    }
  }

  /// The default of the property, as an expression.
  func defaultValue(of field: ProtoField, in message: ProtoMessage) -> String {
    switch shape(of: field, in: message) {
    case .optional, .message: return "nil"
    case .repeated: return "[]"
    case .map: return "[:]"
    case .implicit: break
    }
    switch field.kind {
    case .string: return "\"\""
    case .bytes: return "[]"
    case .bool: return "false"
    case .enum:
      guard case .enumeration(let value) = types[field.typeName]?.content,
        let name = SwiftName.cases(of: value).first
      else { return "" }
      return "." + name
    default: return "0"
    }
  }

  /// Whether an implicit field is not at its default, as an expression of `value`.
  func isSet(_ value: String, _ field: ProtoField) -> String {
    switch field.kind {
    case .string, .bytes: "!\(value).isEmpty"
    case .bool: value
    case .enum: "\(value).rawValue != 0"
    case .double, .float: "\(value).bitPattern != 0"
    default: "\(value) != 0"
    }
  }

  /// Modules of other runs that hold types of the fields of `messages`.
  func foreignModules(of messages: [ProtoMessage]) -> Set<ModulePair> {
    var modules: Set<ModulePair> = []
    for message in messages {
      for field in message.fields + message.mapEntries.values.flatMap(\.fields) {
        if let module = types[field.typeName]?.module { modules.insert(module) }
      }
    }
    return modules
  }
}

internal import Protobuf
internal import RPC

/// What a method takes and gives, for people: its messages with all that is in them.
struct MethodDescription {
  private let method: TypedMethod
  private let schema: MessageSchema

  init(_ method: TypedMethod, _ schema: MessageSchema) {
    self.method = method
    self.schema = schema
  }

  var text: String {
    let descriptor = method.descriptor
    var text = "\(descriptor.path.dropFirst())\n"
    text += "  \(descriptor.kind.words)\(Self.words(descriptor.idempotency))\n"
    text += "  takes \(descriptor.takesOneRequest ? "" : "many ")"
    text += "\(method.request.protobufName)\n"
    text += "  gives \(descriptor.givesOneResponse ? "" : "many ")"
    text += "\(method.response.protobufName)\n"
    let required = Set(method.request.init().missingOwnRequiredFields)
    for name in reachableTypes {
      text += "\n\(name)\n"
      if let message = schema.messages[name] {
        text += rows(of: message, required: name == method.request.protobufName ? required : [])
      } else if let values = schema.enumerations[name] {
        for value in values { text += "  \(value)\n" }
      }
    }
    return text
  }

  private static func words(_ idempotency: MethodDescriptor.Idempotency) -> String {
    switch idempotency {
    case .unknown: ""
    case .noSideEffects: ", changes nothing"
    case .idempotent: ", may be repeated"
    }
  }

  /// The messages and enums of the method, each before those inside it.
  private var reachableTypes: [String] {
    var found: [String] = []
    var open = [method.request.protobufName, method.response.protobufName]
    while !open.isEmpty {
      let name = open.removeFirst()
      guard !found.contains(name) else { continue }
      if schema.messages[name]?.isMapEntry != true { found.append(name) }
      guard JSONWellKnown.form(of: name) == nil else { continue }
      open += schema.messages[name]?.fields.map(\.typeName).filter { !$0.isEmpty } ?? []
    }
    return found
  }

  private func rows(of message: MessageSchema.Message, required: Set<String>) -> String {
    if let form = JSONWellKnown.form(of: message.name) { return "  \(form)\n" }
    guard !message.fields.isEmpty else { return "  (no fields)\n" }
    let width = message.fields.map(\.jsonName.count).max() ?? 0
    return message.fields.map { field in
      let padding = String(repeating: " ", count: width - field.jsonName.count)
      var row = "  \(field.jsonName)\(padding)  \(typeText(of: field))"
      if required.contains(field.name) { row += ", required" }
      if field.isOptional { row += ", optional" }
      if let oneof = field.oneof { row += ", one of group \(oneof + 1)" }
      return row + "\n"
    }.joined()
  }

  private func typeText(of field: MessageSchema.Field) -> String {
    if let entry = schema.mapEntry(of: field), entry.fields.count == 2 {
      return "map of \(typeText(of: entry.fields[0])) to \(typeText(of: entry.fields[1]))"
    }
    let name = field.typeName.isEmpty ? "\(field.kind)" : field.typeName
    return field.isRepeated ? "array of \(name)" : name
  }
}

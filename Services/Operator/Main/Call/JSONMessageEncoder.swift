internal import Foundation

/// Turns JSON into the bytes of a message, by proto3's JSON mapping.
///
/// Names of fields may be those of JSON or those of the proto file; unknown ones are refused.
struct JSONMessageEncoder {
  private let schema: MessageSchema

  init(_ schema: MessageSchema) { self.schema = schema }

  /// The bytes of a message.
  ///
  /// - Parameters:
  ///   - json: The message in JSON.
  ///   - name: The full name of the message.
  ///   - path: Where the message stands in the request.
  /// - Returns: The bytes, as the message has them on the wire.
  /// - Throws: ``JSONRequestError`` that says where the JSON is no such message.
  func encode(
    _ json: JSONValue, as name: String, at path: String = ""
  ) throws(JSONRequestError) -> [UInt8] {
    if let encoded = try JSONWellKnown.encode(json, as: name, at: path) { return encoded }
    guard let message = schema.messages[name] else {
      throw JSONRequestError(path: path, reason: "is a \(name), of which nothing is known")
    }
    // Single values in the form of a message: their JSON is the value.
    if name.hasPrefix("google.protobuf."), name.hasSuffix("Value"),
      let field = message.field(named: "value"), message.fields.count == 1
    {
      var wire = WireWriter()
      try append(json, of: field, at: path, to: &wire)
      return wire.bytes
    }
    guard case .object(let members) = json else {
      throw JSONRequestError(path: path, reason: "must be an object: it is a \(name)")
    }
    return try encode(members, as: message, at: path)
  }

  private func encode(
    _ members: [String: JSONValue], as message: MessageSchema.Message, at path: String
  ) throws(JSONRequestError) -> [UInt8] {
    var wire = WireWriter()
    var keys: [Int: String] = [:]
    var chosen: [Int32: String] = [:]
    for (key, value) in members.sorted(by: { $0.key < $1.key }) {
      let path = path.isEmpty ? key : "\(path).\(key)"
      guard let field = message.field(named: key) else {
        let known = message.fields.map(\.jsonName).joined(separator: ", ")
        throw JSONRequestError(
          path: path,
          reason: "is no field of \(message.name), which has "
            + (known.isEmpty ? "none" : "these: \(known)"))
      }
      if let other = keys.updateValue(key, forKey: field.number) {
        throw JSONRequestError(path: path, reason: "is the same field as \(other)")
      }
      if value == .null { continue }
      if let oneof = field.oneof, let other = chosen.updateValue(key, forKey: oneof) {
        throw JSONRequestError(path: path, reason: "excludes \(other)")
      }
      if let entry = schema.mapEntry(of: field) {
        try append(map: value, entry: entry, of: field, at: path, to: &wire)
      } else if field.isRepeated {
        guard case .array(let elements) = value else {
          throw JSONRequestError(path: path, reason: "must be an array")
        }
        for (index, element) in elements.enumerated() {
          try append(element, of: field, at: "\(path)[\(index)]", to: &wire)
        }
      } else {
        try append(value, of: field, at: path, to: &wire)
      }
    }
    return wire.bytes
  }

  private func append(
    map value: JSONValue, entry: MessageSchema.Message, of field: MessageSchema.Field,
    at path: String, to wire: inout WireWriter
  ) throws(JSONRequestError) {
    guard case .object(let members) = value else {
      throw JSONRequestError(path: path, reason: "must be an object: it is a map")
    }
    guard let keyField = entry.field(numbered: 1), let valueField = entry.field(numbered: 2) else {
      preconditionFailure("the entries of a map have a key and a value")
    }
    for (key, value) in members.sorted(by: { $0.key < $1.key }) {
      let path = "\(path)[\"\(key)\"]"
      var entry = WireWriter()
      try append(.string(key), of: keyField, at: path, to: &entry)
      try append(value, of: valueField, at: path, to: &entry)
      wire.content(field.number, entry.bytes)
    }
  }

  /// Appends one value of a field.
  private func append(
    _ json: JSONValue, of field: MessageSchema.Field, at path: String, to wire: inout WireWriter
  ) throws(JSONRequestError) {
    let number = field.number
    let scalar = JSONScalar(json, at: path)
    switch field.kind {
    case .double: wire.fixed64(number, try scalar.double().bitPattern)
    case .float: wire.fixed32(number, try scalar.float().bitPattern)
    case .int64: wire.varint(number, UInt64(bitPattern: try scalar.integer()))
    case .uint64: wire.varint(number, try scalar.integer())
    case .int32: wire.varint(number, UInt64(bitPattern: Int64(try scalar.integer() as Int32)))
    case .uint32: wire.varint(number, UInt64(try scalar.integer() as UInt32))
    case .sint64: wire.varint(number, Self.zigzag(try scalar.integer()))
    case .sint32: wire.varint(number, Self.zigzag(Int64(try scalar.integer() as Int32)))
    case .fixed64: wire.fixed64(number, try scalar.integer())
    case .sfixed64: wire.fixed64(number, UInt64(bitPattern: try scalar.integer()))
    case .fixed32: wire.fixed32(number, try scalar.integer())
    case .sfixed32: wire.fixed32(number, UInt32(bitPattern: try scalar.integer()))
    case .bool: wire.varint(number, try scalar.bool() ? 1 : 0)
    case .string: wire.content(number, Array(try scalar.string().utf8))
    case .bytes: wire.content(number, try scalar.bytes())
    case .enum:
      let value = try scalar.value(of: schema.enumerations[field.typeName])
      wire.varint(number, UInt64(bitPattern: Int64(value)))
    case .message: wire.content(number, try encode(json, as: field.typeName, at: path))
    case .group: throw JSONRequestError(path: path, reason: "is a group, which JSON cannot hold")
    }
  }

  /// Small numbers of either sign become small numbers without one.
  private static func zigzag(_ value: Int64) -> UInt64 {
    UInt64(bitPattern: value << 1 ^ value >> 63)
  }
}

internal import SwiftProtobuf

/// A part of a binary message that can be taken away without making the rest unreadable.
indirect enum RawField {
  /// A field, or bytes that are none, as they are.
  case raw([UInt8])
  /// A length-delimited field: the bytes of the tag, and its bytes.
  case delimited(tag: [UInt8], [UInt8])
  /// A message that a field holds.
  case message(tag: [UInt8], [RawField])

  func append(to bytes: inout [UInt8]) {
    switch self {
    case .raw(let raw): bytes += raw
    case .delimited(let tag, let content):
      bytes += tag
      WireField.append(UInt64(content.count), to: &bytes)
      bytes += content
    case .message(let tag, let fields):
      RawField.delimited(tag: tag, Self.bytes(fields)).append(to: &bytes)
    }
  }

  static func bytes(_ fields: [RawField]) -> [UInt8] {
    var bytes: [UInt8] = []
    for field in fields { field.append(to: &bytes) }
    return bytes
  }

  /// The fields of a message; what cannot be read is the last of them.
  static func fields(_ bytes: ArraySlice<UInt8>, _ type: MessageType?, _ schema: Schema)
    -> [RawField]
  {
    var fields: [RawField] = []
    var rest = bytes
    while let (field, end) = first(rest, type, schema) {
      fields.append(field)
      rest = rest[end...]
    }
    return rest.isEmpty ? fields : fields + [.raw(Array(rest))]
  }

  private static func first(
    _ bytes: ArraySlice<UInt8>, _ type: MessageType?, _ schema: Schema
  ) -> (RawField, end: Int)? {
    guard let tag = varint(bytes) else { return nil }
    let rest = bytes[tag.end...]
    func raw(_ end: Int?) -> (RawField, end: Int)? {
      guard let end, end <= bytes.endIndex else { return nil }
      return (.raw(Array(bytes[..<end])), end)
    }
    switch tag.value & 7 {
    case 0: return raw(varint(rest)?.end)
    case 1: return raw(tag.end + 8)
    case 5: return raw(tag.end + 4)
    case 3, 4: return raw(tag.end)
    case 2:
      guard let length = varint(rest), length.value <= UInt64(bytes.endIndex - length.end) else {
        return nil
      }
      let content = bytes[length.end..<(length.end + Int(length.value))]
      let tagBytes = Array(bytes[..<tag.end])
      let field = type?.byNumber[tag.value >> 3]
      guard field?.kind == .message else {
        return (.delimited(tag: tagBytes, Array(content)), content.endIndex)
      }
      let inner = fields(content, field.flatMap { schema.messages[$0.typeName] }, schema)
      return (.message(tag: tagBytes, inner), content.endIndex)
    default: return nil
    }
  }

  /// A message in the one form that all messages of its value have.
  ///
  /// Messages of google.protobuf have no unknown fields, since ours are generated without. Tags,
  /// lengths and unknown numbers take as few bytes as possible, fields stand in the order of
  /// their numbers and entries of maps in that of their bytes.
  static func canonical(_ bytes: [UInt8], _ type: MessageType?, _ schema: Schema) -> [UInt8] {
    canonical(fields(bytes[...], type, schema), type, schema)
  }

  private static func canonical(
    _ fields: [RawField], _ type: MessageType?, _ schema: Schema
  ) -> [UInt8] {
    let dropsUnknown = type?.name.hasPrefix("google.protobuf.") == true
    var parts = fields.compactMap { field -> (number: UInt64, bytes: [UInt8])? in
      let tag = tag(of: field)
      if dropsUnknown, UInt64(type?.byNumber[tag >> 3]?.wireType ?? 8) != tag & 7 { return nil }
      switch field {
      case .raw(let raw):
        return (number(raw), shortVarints(raw[...]))
      case .delimited(let tag, var content):
        if type?.name == "google.protobuf.Any", number(tag) == 2 {
          content = canonical(content, typeOfAny(fields, schema), schema)
        }
        return (number(tag), bytes([.delimited(tag: shortVarints(tag[...]), content)]))
      case .message(let tag, let inner):
        let innerType = type?.byNumber[number(tag)].flatMap { schema.messages[$0.typeName] }
        let content = canonical(inner, innerType, schema)
        return (number(tag), bytes([.delimited(tag: shortVarints(tag[...]), content)]))
      }
    }
    // Sorting keeps the order of equal elements.
    parts.sort { first, second in
      guard first.number == second.number else { return first.number < second.number }
      let innerType = type?.byNumber[first.number].flatMap { schema.messages[$0.typeName] }
      return innerType?.isMapEntry == true
        && first.bytes.lexicographicallyPrecedes(second.bytes)
    }
    return parts.flatMap(\.bytes)
  }

  /// The type of the message in an `Any` with these fields.
  private static func typeOfAny(_ fields: [RawField], _ schema: Schema) -> MessageType? {
    for case .delimited(let tag, let content) in fields where number(tag) == 1 {
      let url = String(decoding: content, as: UTF8.self)
      return url.split(separator: "/").last.flatMap { schema.messages[String($0)] }
    }
    return nil
  }

  /// The field number and the wire type.
  static func tag(of field: RawField) -> UInt64 {
    switch field {
    case .raw(let tag), .delimited(let tag, _), .message(let tag, _): varint(tag[...])?.value ?? 0
    }
  }

  private static func number(_ tag: [UInt8]) -> UInt64 { (varint(tag[...])?.value ?? 0) >> 3 }

  /// One tag, with a number behind it when it is that of one.
  private static func shortVarints(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    guard let tag = varint(bytes) else { return Array(bytes) }
    var short: [UInt8] = []
    WireField.append(tag.value, to: &short)
    guard tag.value & 7 == 0, let number = varint(bytes[tag.end...]) else {
      return short + bytes[tag.end...]
    }
    WireField.append(number.value, to: &short)
    return short
  }

  private static func varint(_ bytes: ArraySlice<UInt8>) -> (value: UInt64, end: Int)? {
    var value: UInt64 = 0
    for (index, byte) in bytes.prefix(10).enumerated() {
      value |= UInt64(byte & 0x7f) << UInt64(7 * index)
      if byte < 0x80 { return (value, bytes.startIndex + index + 1) }
    }
    return nil
  }

  /// Takes away what can be taken away while `holds` is true for the rest.
  ///
  /// - Parameters:
  ///   - fields: The fields, of which some are taken away.
  ///   - holds: Told the fields in their place; whether the whole is still of interest.
  static func shrink(_ fields: inout [RawField], while holds: ([RawField]) -> Bool) {
    for index in fields.indices.reversed() {
      var fewer = fields
      fewer.remove(at: index)
      if holds(fewer) {
        fields = fewer
        continue
      }
      switch fields[index] {
      case .raw: break
      case .delimited(let tag, _):
        fewer.insert(.delimited(tag: tag, []), at: index)
        if holds(fewer) { fields = fewer }
      case .message(let tag, var inner):
        shrink(&inner) { inner in
          fewer = fields
          fewer[index] = .message(tag: tag, inner)
          return holds(fewer)
        }
        fields[index] = .message(tag: tag, inner)
        // The message inside in place of the one around it.
        if inner.count == 1, holds(replacing(fields, at: index, by: inner[0])) {
          fields = replacing(fields, at: index, by: inner[0])
        }
      }
    }
  }

  private static func replacing(_ fields: [RawField], at index: Int, by field: RawField)
    -> [RawField]
  {
    var fields = fields
    fields[index] = field
    return fields
  }
}

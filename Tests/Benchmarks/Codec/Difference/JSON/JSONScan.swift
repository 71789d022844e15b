internal import SwiftProtobuf

/// What is unusual about a JSON message; known differences are told by it.
struct JSONScan {
  /// Something that not all readers take in the same way.
  enum Finding: Hashable {
    /// Two members of an object for one field.
    case fieldTwice
    /// Two members of a map with the same key.
    case keyTwice
    /// Base64 with an escape in it.
    case escapedBase64
    /// Base64 with a space in it.
    case spacedBase64
    /// Base64 with characters of both alphabets.
    case mixedBase64
    /// An integer with a fraction or an exponent that a double does not hold exactly.
    case inexactInteger
    /// A numeric key of a map that is written with a fraction or an exponent.
    case fractionalKey
    /// A numeric key of a map with a 0 in front.
    case zeroInFrontOfKey
    /// A number for an enum that has more than 32 bits.
    case longEnumNumber
    /// `-0` for an unsigned integer.
    case negativeUnsigned
    /// A key of a map that has an enum as value, with null.
    case nullInEnumMap
    /// A time 14 hours or more from UTC.
    case farOffset
    /// A `FieldMask` with characters that names of fields do not have.
    case oddMaskPath
    /// An `Any` in an `Any`.
    case anyInAny
    /// An `Any` of a message with a JSON form of its own, without it.
    case anyWithoutValue
    /// An `Any` of a type that nobody knows.
    case unknownAny
  }

  private(set) var findings: Set<Finding> = []
  /// The most objects and arrays inside each other.
  private(set) var depth = 0
  /// Whether the text is JSON, so that there are findings.
  private(set) var isComplete = false
  private let schema: Schema
  private var isInsideAny = false

  init(_ bytes: [UInt8], type: MessageType?, schema: Schema) {
    self.schema = schema
    guard let node = try? JSONParser.parse(bytes, leavesEscapes: true) else { return }
    isComplete = true
    scan(node, type, depth: 0)
  }

  private mutating func scan(_ node: JSONNode, _ type: MessageType?, depth: Int) {
    self.depth = max(self.depth, depth)
    switch type?.name {
    case "google.protobuf.Struct", "google.protobuf.Value", "google.protobuf.ListValue", nil:
      scanFree(node, depth: depth)
    case "google.protobuf.Timestamp":
      if let text = Self.text(node), text.contains(/[+-](1[4-9]|2\d):\d\d$/) {
        findings.insert(.farOffset)
      }
    case "google.protobuf.FieldMask":
      if let text = Self.text(node), text.contains(/[^A-Za-z0-9.,]/) {
        findings.insert(.oddMaskPath)
      }
    case let name? where name.hasPrefix("google.protobuf.") && name.hasSuffix("Value"):
      if let field = type?.fields.first { scan(node, field, depth: depth) }
    default:
      guard case .object(let members) = node else { return }
      scan(members, type, depth: depth + 1)
    }
  }

  /// The members of a message's object.
  private mutating func scan(
    _ members: [(key: String, value: JSONNode)], _ type: MessageType?, depth: Int
  ) {
    self.depth = max(self.depth, depth)
    if type?.name == "google.protobuf.Any" {
      guard let member = members.last(where: { $0.key == "@type" }),
        let url = Self.text(member.value)
      else { return }
      let type = url.split(separator: "/").last.flatMap { schema.messages[String($0)] }
      if !url.contains("/") || type == nil { findings.insert(.unknownAny) }
      if members.count(where: { $0.key == "@type" }) > 1 { findings.insert(.fieldTwice) }
      if isInsideAny { findings.insert(.anyInAny) }
      isInsideAny = true
      defer { isInsideAny = false }
      if let type, Self.hasOwnForm(type) {
        guard let value = members.last(where: { $0.key == "value" }) else {
          findings.insert(.anyWithoutValue)
          return
        }
        return scan(value.value, type, depth: depth)
      }
      return scanFields(members.filter { $0.key != "@type" }, type, depth: depth)
    }
    scanFields(members, type, depth: depth)
  }

  /// Whether the JSON of a message is not an object of its fields.
  private static func hasOwnForm(_ type: MessageType) -> Bool {
    type.name.hasPrefix("google.protobuf.") && !type.name.hasSuffix(".Empty")
  }

  private mutating func scanFields(
    _ members: [(key: String, value: JSONNode)], _ type: MessageType?, depth: Int
  ) {
    var seen: Set<String> = []
    for member in members {
      let field = type?.fields.first { $0.name == member.key || $0.jsonName == member.key }
      if !seen.insert(field?.name ?? member.key).inserted { findings.insert(.fieldTwice) }
      guard let field else {
        scanFree(member.value, depth: depth)
        continue
      }
      scan(member.value, repeated: field, depth: depth)
    }
  }

  private mutating func scan(_ node: JSONNode, repeated field: FieldType, depth: Int) {
    let type = schema.messages[field.typeName]
    switch node {
    case .object(let members) where type?.isMapEntry == true:
      findKeyTwice(members)
      guard let value = type?.fields.last else { return }
      for member in members {
        if let key = type?.fields.first, key.kind != .string { scanKey(member.key, key) }
        if value.kind == .enum, case .null = member.value { findings.insert(.nullInEnumMap) }
        scan(member.value, value, depth: depth + 1)
      }
    case .array(let elements) where field.isRepeated:
      for element in elements { scan(element, field, depth: depth + 1) }
    default: scan(node, field, depth: depth)
    }
  }

  /// One value.
  private mutating func scan(_ node: JSONNode, _ field: FieldType, depth: Int) {
    self.depth = max(self.depth, depth)
    switch field.kind {
    case .message: scan(node, schema.messages[field.typeName], depth: depth)
    case .bytes: scanBase64(node)
    case .string, .bool, .double, .float: break
    case .uint32, .uint64, .fixed32, .fixed64: scanInteger(node, isUnsigned: true)
    case .enum:
      if let number = Self.number(node) ?? Self.text(node), let value = Double(number),
        Int32(exactly: value) == nil
      {
        findings.insert(.longEnumNumber)
      }
      scanInteger(node, isUnsigned: false)
    default: scanInteger(node, isUnsigned: false)
    }
  }

  private mutating func scanKey(_ key: String, _ field: FieldType) {
    guard Double(key) != nil else { return }
    if key.contains(where: { ".eE".contains($0) }) { findings.insert(.fractionalKey) }
    let digits = key.drop { $0 == "-" }
    if digits.hasPrefix("0"), digits != "0" { findings.insert(.zeroInFrontOfKey) }
    if key.hasPrefix("-"), Double(key) == 0 { scan(.number(key), field, depth: 0) }
  }

  private mutating func scanBase64(_ node: JSONNode) {
    if case .raw = node { findings.insert(.escapedBase64) }
    guard let text = Self.text(node) else { return }
    if text.contains(where: \.isWhitespace) { findings.insert(.spacedBase64) }
    if text.contains(where: { "+/".contains($0) }), text.contains(where: { "-_".contains($0) }) {
      findings.insert(.mixedBase64)
    }
  }

  private mutating func scanInteger(_ node: JSONNode, isUnsigned: Bool) {
    guard let text = Self.text(node) ?? Self.number(node), let value = Double(text) else { return }
    if isUnsigned, value == 0, text.hasPrefix("-") { findings.insert(.negativeUnsigned) }
    guard text.contains(where: { ".eE".contains($0) }) else { return }
    let digits = text.prefix { !"eE".contains($0) }.filter(\.isNumber).drop { $0 == "0" }
    if digits.count > 15 || abs(value) >= 9_007_199_254_740_992 || value == 0 && !digits.isEmpty {
      findings.insert(.inexactInteger)
    }
  }

  /// A value of any form.
  private mutating func scanFree(_ node: JSONNode, depth: Int) {
    self.depth = max(self.depth, depth)
    switch node {
    case .array(let elements):
      for element in elements { scanFree(element, depth: depth + 1) }
    case .object(let members):
      findKeyTwice(members)
      for member in members { scanFree(member.value, depth: depth + 1) }
    default: break
    }
  }

  private mutating func findKeyTwice(_ members: [(key: String, value: JSONNode)]) {
    if Set(members.map { Array($0.key.utf8) }).count < members.count { findings.insert(.keyTwice) }
  }

  private static func number(_ node: JSONNode) -> String? {
    if case .number(let text) = node { text } else { nil }
  }

  private static func text(_ node: JSONNode) -> String? {
    switch node {
    case .string(let text): return text
    case .raw(let raw):
      guard case .string(let text) = try? JSONParser.parse(raw) else { return nil }
      return text
    default: return nil
    }
  }
}

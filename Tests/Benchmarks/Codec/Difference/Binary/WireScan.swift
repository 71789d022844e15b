internal import SwiftProtobuf

/// What is unusual about a binary message; known differences are told by it.
struct WireScan {
  /// Something that no writer writes.
  enum Finding: Hashable {
    /// A tag with the field number 0.
    case numberZero
    /// A tag with a field number over 536,870,911.
    case numberTooHigh
    /// A tag of more than five bytes.
    case longTag
    /// A string field with something else than UTF-8.
    case badText
    /// A field that is not repeated, or a oneof, with more than one value.
    case repeatedSingularField
    /// A key or value of a map in another wire type than its own.
    case wrongWireTypeInMapEntry
    /// A `FieldMask` with a path that is empty or not in lower snake case.
    case oddMaskPath
    /// An `Any` without bytes.
    case anyWithoutValue
    /// Not a message: cut off, or with a wire type or an end of group that cannot stand there.
    case malformed
  }

  /// A path that JSON can hold: an underscore stands before a small letter.
  private static var maskPath: Regex<Substring> { /(?:[a-z0-9.]|_[a-z])+/ }

  private(set) var findings: Set<Finding> = []
  /// The most messages and groups inside each other, the outermost not counted.
  private(set) var depth = 0

  private let bytes: [UInt8]
  private let schema: Schema

  init(_ bytes: [UInt8], type: MessageType?, schema: Schema) {
    self.bytes = bytes
    self.schema = schema
    if scan(0..<bytes.count, type, depth: 0, group: nil) == nil { findings.insert(.malformed) }
  }

  /// Reads fields up to the end of the range, or to the end of the group.
  ///
  /// - Returns: Where reading ended; nil when it could not go on.
  private mutating func scan(
    _ range: Range<Int>, _ type: MessageType?, depth: Int, group: UInt64?
  ) -> Int? {
    self.depth = max(self.depth, depth)
    var position = range.lowerBound
    if type?.name == "google.protobuf.Any" { scanAny(range, depth) }
    var seen: Set<UInt64> = []
    while position < range.upperBound {
      guard let tag = varint(position, range.upperBound) else { return nil }
      if tag.end - position > 5 { findings.insert(.longTag) }
      let number = tag.value >> 3
      if UInt32(truncatingIfNeeded: tag.value) >> 3 == 0 { findings.insert(.numberZero) }
      if number > 536_870_911 { findings.insert(.numberTooHigh) }
      position = tag.end
      if let type, type.isMapEntry, let field = type.byNumber[number],
        UInt64(field.wireType) != tag.value & 7
      {
        findings.insert(.wrongWireTypeInMapEntry)
      }
      if let field = type?.byNumber[number], !field.isRepeated,
        !seen.insert(field.oneof.map { UInt64($0) << 32 } ?? number).inserted
      {
        findings.insert(.repeatedSingularField)
      }
      if tag.value & 7 == 4 { return number == group ? position : nil }
      guard let end = end(of: tag.value & 7, number, position, range, type, depth) else {
        return nil
      }
      position = end
    }
    return group == nil ? position : nil
  }

  /// Reads the message in an `Any`.
  private mutating func scanAny(_ range: Range<Int>, _ depth: Int) {
    var url = ""
    var value: [UInt8] = []
    for field in RawField.fields(bytes[range], nil, schema) {
      guard case .delimited(_, let content) = field else { continue }
      if RawField.tag(of: field) == 1 << 3 | 2 { url = String(decoding: content, as: UTF8.self) }
      if RawField.tag(of: field) == 2 << 3 | 2 { value = content }
    }
    if value.isEmpty { findings.insert(.anyWithoutValue) }
    let type = url.split(separator: "/").last.flatMap { schema.messages[String($0)] }
    let inner = WireScan(value, type: type, schema: schema)
    findings.formUnion(inner.findings.subtracting([.malformed]))
    self.depth = max(self.depth, depth + 1 + inner.depth)
  }

  private mutating func end(
    of wireType: UInt64, _ number: UInt64, _ position: Int, _ range: Range<Int>,
    _ type: MessageType?, _ depth: Int
  ) -> Int? {
    switch wireType {
    case 0: return varint(position, range.upperBound)?.end
    case 1: return position + 8 <= range.upperBound ? position + 8 : nil
    case 5: return position + 4 <= range.upperBound ? position + 4 : nil
    case 3: return scan(position..<range.upperBound, nil, depth: depth + 1, group: number)
    case 2:
      guard let length = varint(position, range.upperBound),
        length.value <= UInt64(range.upperBound - length.end)
      else { return nil }
      let content = length.end..<(length.end + Int(length.value))
      if type?.name == "google.protobuf.FieldMask", number == 1,
        String(decoding: bytes[content], as: UTF8.self).wholeMatch(of: Self.maskPath) == nil
      {
        findings.insert(.oddMaskPath)
      }
      return scan(content, of: type?.byNumber[number], depth) ? content.upperBound : nil
    default: return nil
    }
  }

  private mutating func scan(_ content: Range<Int>, of field: FieldType?, _ depth: Int) -> Bool {
    switch field?.kind {
    case .message:
      let type = field.flatMap { schema.messages[$0.typeName] }
      return scan(content, type, depth: depth + 1, group: nil) != nil
    case .string:
      if String(validating: bytes[content], as: UTF8.self) == nil { findings.insert(.badText) }
      return true
    default: return true
    }
  }

  private func varint(_ start: Int, _ limit: Int) -> (value: UInt64, end: Int)? {
    var value: UInt64 = 0
    for index in 0..<10 {
      guard start + index < limit else { return nil }
      let byte = bytes[start + index]
      value |= UInt64(byte & 0x7f) << UInt64(7 * index)
      if byte < 0x80 { return (value, start + index + 1) }
    }
    return nil
  }
}

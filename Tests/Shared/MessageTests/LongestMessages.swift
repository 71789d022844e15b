import Foundation
import Protobuf

@testable import MessageGenerator

/// Makes messages with every field as long as it can be, from the descriptors of proto files.
struct LongestMessages {
  /// What can be chosen of a message.
  struct Shape: Sendable, CustomStringConvertible {
    /// Bytes of each text.
    var textLength = 1
    /// Elements of each repeated field and map of the outer message; inner ones have one.
    var count = 1
    /// Messages inside each other; the innermost are empty.
    var depth = 3
    /// The place of the member that each oneof has.
    var member = 0

    var description: String {
      "texts of \(textLength), \(count) elements, \(depth) deep, member \(member)"
    }
  }

  /// A message as the encoder writes it.
  struct Encoded {
    var bytes: [UInt8] = []
    /// What the encoder has to reserve: the bytes if every length prefix were the longest, and such
    /// a prefix for the message itself.
    var bound = lengthPrefixMax
  }

  private static let lengthPrefixMax = 5

  private let messages: [String: ProtoMessage]

  /// - Throws: an error when a file is no descriptor.
  init(_ files: [SerializedProtoFile]) throws {
    let all = try files.flatMap { file in
      let bytes = [UInt8](Data(base64Encoded: file.base64) ?? Data())
      return try ProtoFile(WireFields(decoding: bytes)).allMessages
    }
    messages = Dictionary(all.map { ("." + $0.fullName, $0) }, uniquingKeysWith: { $1 })
  }

  /// The full names of all messages, without map entries.
  var names: [String] { messages.values.map(\.fullName).sorted() }

  /// How many members the largest oneof of a message has; 1 without a oneof.
  func memberCount(_ name: String) -> Int {
    messages["." + name]?.oneofs.map(\.fields.count).max() ?? 1
  }

  /// The message of that full name.
  func encoded(_ name: String, _ shape: Shape) -> Encoded {
    guard let message = messages["." + name] else { return Encoded() }
    var result = Encoded()
    for field in message.fields.sorted(by: { $0.number < $1.number }) {
      if let oneof = field.oneofIndex {
        let members = message.fields.filter { $0.oneofIndex == oneof }
        guard field.number == members[shape.member % members.count].number else { continue }
      }
      if let entry = message.mapEntries[field.typeName] {
        result.append(map: field, entry, self, shape)
      } else if field.isRepeated {
        result.append(repeated: field, self, shape)
      } else if isWritten(field, shape) {
        result.append(field, self, shape, index: 0)
      }
    }
    if message.fullName.hasPrefix("test.v1.") { result.appendUnknownField() }
    return result
  }

  /// Whether a field that is there once is not left out for having its default.
  private func isWritten(_ field: ProtoField, _ shape: Shape) -> Bool {
    let hasPresence = field.isOptional || field.oneofIndex != nil
    return hasPresence || shape.textLength > 0 || ![.string, .bytes].contains(field.kind)
  }
}

extension LongestMessages.Encoded {
  fileprivate mutating func append(
    map field: ProtoField, _ entry: ProtoMessage, _ messages: LongestMessages,
    _ shape: LongestMessages.Shape
  ) {
    guard let key = entry.fields.first(where: { $0.number == 1 }),
      let value = entry.fields.first(where: { $0.number == 2 })
    else { return }
    for index in 0..<keyCount(key, shape) {
      var content = Self()
      if key.kind == .bool {
        content.append(tag: 1, wireType: 0)
        content.append([UInt8(index)])
      } else {
        content.append(key, messages, shape, index: index)
      }
      content.append(value, messages, shape, index: index)
      append(tag: field.number, wireType: 2)
      append(content)
    }
  }

  /// How many keys there are, up to the number of elements.
  private func keyCount(_ key: ProtoField, _ shape: LongestMessages.Shape) -> Int {
    switch key.kind {
    case .bool: min(shape.count, 2)
    case .string where shape.textLength == 0: 1
    case .string where shape.textLength == 1: min(shape.count, 10)
    default: shape.count
    }
  }

  fileprivate mutating func append(
    repeated field: ProtoField, _ messages: LongestMessages, _ shape: LongestMessages.Shape
  ) {
    let isNumber = ![.string, .bytes, .message].contains(field.kind)
    guard isNumber, field.isPacked else {
      for index in 0..<shape.count { append(field, messages, shape, index: index) }
      return
    }
    append(tag: field.number, wireType: 2)
    append(text: (0..<shape.count).flatMap { number(field.kind, $0, of: shape.count).bytes })
  }

  /// Appends one value, the later in order the greater `index` is.
  fileprivate mutating func append(
    _ field: ProtoField, _ messages: LongestMessages, _ shape: LongestMessages.Shape, index: Int
  ) {
    switch field.kind {
    case .string, .bytes:
      let digits = String(index)
      let zeros = String(repeating: "0", count: max(shape.textLength - digits.utf8.count, 0))
      append(tag: field.number, wireType: 2)
      append(text: Array((zeros + digits).utf8.prefix(shape.textLength)))
    case .message, .group:
      var inner = shape
      (inner.depth, inner.count) = (shape.depth - 1, 1)
      append(tag: field.number, wireType: 2)
      append(
        inner.depth > 0 ? messages.encoded(String(field.typeName.dropFirst()), inner) : Self())
    default:
      let number = number(field.kind, index, of: shape.count)
      append(tag: field.number, wireType: number.wireType)
      append(number.bytes)
    }
  }

  /// The number at a place in a row of numbers of the longest encoding.
  private func number(
    _ kind: ProtoField.Kind, _ index: Int, of count: Int
  ) -> (wireType: UInt64, bytes: [UInt8]) {
    let up = Int64(index)
    let down = UInt64(max(count, index + 1) - 1 - index)
    switch kind {
    case .double: return (1, bytes(of: (-0.1 - Double(index)).bitPattern))
    case .float: return (5, bytes(of: (-0.1 - Float(index)).bitPattern))
    case .int32, .enum: return (0, varint(UInt64(bitPattern: Int64(Int32.min) + up)))
    case .int64: return (0, varint(UInt64(bitPattern: .min + up)))
    case .uint32: return (0, varint(UInt64(UInt32.max) - down))
    case .uint64: return (0, varint(UInt64.max - down))
    case .sint32: return (0, varint(UInt64(UInt32.max) - 2 * UInt64(index)))
    case .sint64: return (0, varint(UInt64.max - 2 * UInt64(index)))
    case .fixed32: return (5, bytes(of: UInt32.max - UInt32(down)))
    case .fixed64: return (1, bytes(of: UInt64.max - down))
    case .sfixed32: return (5, bytes(of: Int32.min + Int32(index)))
    case .sfixed64: return (1, bytes(of: Int64.min + up))
    case .bool: return (0, [1])
    case .string, .bytes, .message, .group: return (2, [0])
    }
  }

  private func bytes(of number: some FixedWidthInteger) -> [UInt8] {
    (0..<number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }

  private func varint(_ number: UInt64) -> [UInt8] {
    number < 0x80 ? [UInt8(number)] : [UInt8(number & 0x7f) | 0x80] + varint(number >> 7)
  }

  // MARK: - Bytes and bound

  private mutating func append(tag number: Int, wireType: UInt64) {
    append(varint(UInt64(number) << 3 | wireType))
  }

  private mutating func append(_ content: [UInt8]) {
    bytes += content
    bound += content.count
  }

  private mutating func append(text: [UInt8]) {
    bytes += varint(UInt64(text.count)) + text
    bound += LongestMessages.Encoded().bound + text.count
  }

  private mutating func append(_ message: Self) {
    bytes += varint(UInt64(message.bytes.count)) + message.bytes
    bound += message.bound
  }

  fileprivate mutating func appendUnknownField() {
    append(tag: 536_870_909, wireType: 2)
    append([3, 1, 2, 3])
  }
}

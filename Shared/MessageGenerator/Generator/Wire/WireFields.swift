/// One field of a protobuf message as it stands in the bytes.
struct WireField: Hashable, Sendable {
  /// What follows the tag.
  enum Value: Hashable, Sendable {
    case varint(UInt64)
    case fixed64(UInt64)
    case bytes([UInt8])
    case fixed32(UInt32)
  }

  var number: Int
  var value: Value
}

/// Why the bytes of a plugin request or response could not be read.
enum WireFormatError: Error, Hashable {
  case truncated
  case unsupportedWireType(Int)
  case oversizedVarint
}

/// The fields of a protobuf message in their order, types unknown.
///
/// protoc's descriptors are read and changed in this form, so that fields this generator knows
/// nothing about go through unchanged.
struct WireFields: Hashable, Sendable {
  var fields: [WireField] = []

  init() {}

  /// - Throws: ``WireFormatError``.
  init(decoding bytes: [UInt8]) throws(WireFormatError) {
    var reader = WireReader(bytes: bytes)
    while !reader.isAtEnd {
      fields.append(try reader.field())
    }
  }

  /// The message in bytes.
  func encoded() -> [UInt8] {
    var bytes: [UInt8] = []
    for field in fields {
      switch field.value {
      case .varint(let value):
        Self.append(UInt64(field.number) << 3, to: &bytes)
        Self.append(value, to: &bytes)
      case .fixed64(let value):
        Self.append(UInt64(field.number) << 3 | 1, to: &bytes)
        for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * UInt64(shift)))) }
      case .bytes(let value):
        Self.append(UInt64(field.number) << 3 | 2, to: &bytes)
        Self.append(UInt64(value.count), to: &bytes)
        bytes += value
      case .fixed32(let value):
        Self.append(UInt64(field.number) << 3 | 5, to: &bytes)
        for shift in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * UInt32(shift)))) }
      }
    }
    return bytes
  }

  private static func append(_ value: UInt64, to bytes: inout [UInt8]) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }
}

// MARK: - Reading

extension WireFields {
  /// The last value of a number field; nil when it is absent.
  func number(_ field: Int) -> Int? {
    for case .varint(let value) in values(field).reversed() {
      return Int(truncatingIfNeeded: value)
    }
    return nil
  }

  /// Whether a `bool` field is set to true.
  func flag(_ field: Int) -> Bool { number(field) == 1 }

  /// The last value of a text field; empty when it is absent.
  func text(_ field: Int) -> String { texts(field).last ?? "" }

  /// All values of a text field.
  func texts(_ field: Int) -> [String] {
    byteValues(field).map { String(decoding: $0, as: UTF8.self) }
  }

  /// All values of a message field.
  ///
  /// - Throws: ``WireFormatError``.
  func messages(_ field: Int) throws(WireFormatError) -> [WireFields] {
    var result: [WireFields] = []
    for bytes in byteValues(field) { result.append(try WireFields(decoding: bytes)) }
    return result
  }

  /// All values of a message field, converted.
  ///
  /// - Throws: what `transform` throws, or ``WireFormatError``.
  func messages<Value>(
    _ field: Int, _ transform: (_ index: Int, WireFields) throws(WireFormatError) -> Value
  ) throws(WireFormatError) -> [Value] {
    var result: [Value] = []
    for message in try messages(field) { result.append(try transform(result.count, message)) }
    return result
  }

  /// The value of a message field, several merged; without fields when it is absent.
  ///
  /// - Throws: ``WireFormatError``.
  func message(_ field: Int) throws(WireFormatError) -> WireFields {
    var result = WireFields()
    for message in try messages(field) { result.fields += message.fields }
    return result
  }

  /// All values of a repeated number field, packed or not.
  ///
  /// - Throws: ``WireFormatError``.
  func numbers(_ field: Int) throws(WireFormatError) -> [Int] {
    var result: [Int] = []
    for value in values(field) {
      switch value {
      case .varint(let number): result.append(Int(truncatingIfNeeded: number))
      case .bytes(let packed):
        var reader = WireReader(bytes: packed)
        while !reader.isAtEnd { result.append(Int(truncatingIfNeeded: try reader.varint())) }
      case .fixed32, .fixed64: break
      }
    }
    return result
  }

  private func values(_ field: Int) -> [WireField.Value] {
    fields.filter { $0.number == field }.map(\.value)
  }

  private func byteValues(_ field: Int) -> [[UInt8]] {
    values(field).compactMap { value in
      if case .bytes(let bytes) = value { bytes } else { nil }
    }
  }
}

// MARK: - Changing

extension WireFields {
  /// Removes every value of the fields.
  mutating func remove(_ numbers: Int...) {
    fields.removeAll { numbers.contains($0.number) }
  }

  /// Replaces a text field.
  mutating func set(_ field: Int, _ text: String) {
    remove(field)
    append(field, text)
  }

  /// Replaces a number field; `value` is not negative.
  mutating func set(_ field: Int, _ value: Int) {
    remove(field)
    fields.append(WireField(number: field, value: .varint(UInt64(value))))
  }

  mutating func append(_ field: Int, _ text: String) {
    fields.append(WireField(number: field, value: .bytes(Array(text.utf8))))
  }

  mutating func append(_ field: Int, _ message: WireFields) {
    fields.append(WireField(number: field, value: .bytes(message.encoded())))
  }

  /// Changes every value of a message field in place.
  ///
  /// - Throws: ``WireFormatError``.
  mutating func changeMessages(
    _ field: Int, _ change: (inout WireFields) throws(WireFormatError) -> Void
  ) throws(WireFormatError) {
    for index in fields.indices where fields[index].number == field {
      guard case .bytes(let bytes) = fields[index].value else { continue }
      var message = try WireFields(decoding: bytes)
      try change(&message)
      fields[index].value = .bytes(message.encoded())
    }
  }
}

/// The fields of a serialised descriptor that tools look at: texts, numbers and messages.
///
/// Numbers of fields are those of google/protobuf/descriptor.proto.
package struct DescriptorFields {
  private var bytesByField: [Int: [ArraySlice<UInt8>]] = [:]
  private var numbersByField: [Int: UInt64] = [:]

  /// Reads one message that fills `bytes`; `nil` when they are not one.
  package init?(_ bytes: ArraySlice<UInt8>) {
    var rest = bytes
    while !rest.isEmpty {
      guard let tag = Self.varint(&rest), let field = Int(exactly: tag >> 3), field > 0 else {
        return nil
      }
      switch tag & 7 {
      case 0:
        guard let number = Self.varint(&rest) else { return nil }
        numbersByField[field] = number
      case 1:
        guard rest.count >= 8 else { return nil }
        rest.removeFirst(8)
      case 2:
        guard let count = Self.varint(&rest), count <= UInt64(rest.count) else { return nil }
        bytesByField[field, default: []].append(rest.prefix(Int(count)))
        rest.removeFirst(Int(count))
      case 5:
        guard rest.count >= 4 else { return nil }
        rest.removeFirst(4)
      default: return nil
      }
    }
  }

  /// The last value of a text field; empty when it is absent.
  package func text(_ field: Int) -> String { texts(field).last ?? "" }

  /// All values of a text field.
  package func texts(_ field: Int) -> [String] {
    bytesByField[field, default: []].map { String(decoding: $0, as: UTF8.self) }
  }

  /// The last value of a number field.
  package func number(_ field: Int) -> Int32? {
    numbersByField[field].map { Int32(truncatingIfNeeded: $0) }
  }

  /// All values of a message field; `nil` when one of them is not a message.
  package func messages(_ field: Int) -> [DescriptorFields]? {
    var messages: [DescriptorFields] = []
    for bytes in bytesByField[field, default: []] {
      guard let message = DescriptorFields(bytes) else { return nil }
      messages.append(message)
    }
    return messages
  }

  private static func varint(_ bytes: inout ArraySlice<UInt8>) -> UInt64? {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 70, by: 7) {
      guard let byte = bytes.popFirst() else { return nil }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
    }
    return nil
  }
}

/// The binary form of one-dimensional arrays (`array_send` and `array_recv`).
enum ArrayCoding {
  static func encode<Value: PostgresValue>(_ values: [Value?], into bytes: inout [UInt8]) {
    precondition(values.count <= Int(Int32.max), "a statement binds no arrays of such a size")
    Int32(values.isEmpty ? 0 : 1).appendBigEndian(to: &bytes)
    Int32(values.contains { $0 == nil } ? 1 : 0).appendBigEndian(to: &bytes)
    Value.type.oid.appendBigEndian(to: &bytes)
    guard !values.isEmpty else { return }
    Int32(values.count).appendBigEndian(to: &bytes)
    Int32(1).appendBigEndian(to: &bytes)
    for value in values {
      if let value {
        bytes.appendLengthFirst(value.encode)
      } else {
        Bindings.nullLength.appendBigEndian(to: &bytes)
      }
    }
  }

  /// Writes the text of an array (PostgreSQL manual, section 8.15.6); each value writes its own
  /// text, which is quoted.
  static func encodeText<Value>(
    _ values: [Value?], into bytes: inout [UInt8], _ write: (Value, inout [UInt8]) -> Void
  ) {
    let (quote, backslash) = (UInt8(ascii: "\""), UInt8(ascii: "\\"))
    bytes.append(UInt8(ascii: "{"))
    var text: [UInt8] = []
    for (index, value) in values.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      guard let value else {
        bytes += "NULL".utf8
        continue
      }
      text.removeAll(keepingCapacity: true)
      write(value, &text)
      bytes.append(quote)
      for byte in text {
        if byte == quote || byte == backslash { bytes.append(backslash) }
        bytes.append(byte)
      }
      bytes.append(quote)
    }
    bytes.append(UInt8(ascii: "}"))
  }

  /// Reads an array; `nil` when the bytes are not one or it has more than one dimension.
  static func decode<Value: PostgresValue>(_ bytes: ArraySlice<UInt8>) -> [Value?]? {
    var rest = bytes
    guard let dimensionCount = takeInteger(&rest), takeInteger(&rest) != nil,
      let elementType = takeInteger(&rest), Value.accepts(UInt32(bitPattern: elementType))
    else { return nil }
    if dimensionCount == 0 { return rest.isEmpty ? [] : nil }
    guard dimensionCount == 1, let count = takeInteger(&rest), takeInteger(&rest) != nil,
      count >= 0, Int(count) <= rest.count / 4
    else { return nil }
    var values: [Value?] = []
    values.reserveCapacity(Int(count))
    for _ in 0..<count {
      guard let length = takeInteger(&rest) else { return nil }
      if length == Bindings.nullLength {
        values.append(nil)
        continue
      }
      guard length >= 0, Int(length) <= rest.count,
        let value = Value(decoding: rest.prefix(Int(length)))
      else { return nil }
      rest = rest.dropFirst(Int(length))
      values.append(value)
    }
    return rest.isEmpty ? values : nil
  }

  private static func takeInteger(_ bytes: inout ArraySlice<UInt8>) -> Int32? {
    guard let value = Int32(bigEndianBytes: bytes.prefix(4)) else { return nil }
    bytes = bytes.dropFirst(4)
    return value
  }
}

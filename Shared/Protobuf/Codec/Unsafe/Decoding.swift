public import CProtobufArena

// From the fields of a decoded C struct to Swift values. Each method copies.

extension Arena {
  /// Text of a `string` field, checked.
  ///
  /// - Throws: ``ProtobufError/invalidUTF8``.
  public func string(_ data: ProtobufCBinaryData) throws(ProtobufError) -> String {
    guard unsafe data.len > 0 else { return "" }
    let buffer = unsafe UnsafeBufferPointer(start: data.data, count: data.len)
    if unsafe Arena.isASCII(UnsafeRawBufferPointer(buffer)) {
      return String(copying: unsafe UTF8Span(unchecked: buffer.span, isKnownASCII: true))
    }
    do {
      return String(copying: try UTF8Span(validating: unsafe buffer.span))
    } catch {
      throw .invalidUTF8
    }
  }

  /// Whether all of `bytes` are ASCII, as most text is; such text needs no other check.
  private static func isASCII(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let count = bytes.count
    var seen: UInt64 = 0
    if count >= 8 {
      for position in stride(from: 0, to: count - 8, by: 8) {
        unsafe seen |= bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
      }
      unsafe seen |= bytes.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
    } else if count >= 4 {
      unsafe seen |= UInt64(bytes.loadUnaligned(as: UInt32.self))
      unsafe seen |= UInt64(bytes.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self))
    } else {
      for position in 0..<count { unsafe seen |= UInt64(bytes[position]) }
    }
    return seen & 0x8080_8080_8080_8080 == 0
  }

  /// Bytes of a `bytes` field.
  public func bytes(_ data: ProtobufCBinaryData) -> [UInt8] {
    unsafe data.len == 0 ? [] : [UInt8](UnsafeBufferPointer(start: data.data, count: data.len))
  }

  /// Elements of a repeated `string` field.
  ///
  /// - Throws: ``ProtobufError/invalidUTF8``.
  public func strings(
    _ start: UnsafeMutablePointer<ProtobufCBinaryData>?, _ count: Int
  ) throws(ProtobufError) -> [String] {
    try unsafe elements(start, count) { data throws(ProtobufError) in try unsafe string(data) }
  }

  /// Elements of a repeated `bytes` field.
  public func byteArrays(
    _ start: UnsafeMutablePointer<ProtobufCBinaryData>?, _ count: Int
  ) -> [[UInt8]] {
    unsafe elements(start, count) { unsafe bytes($0) }
  }

  /// Elements of a repeated `bool` field.
  public func booleans(_ start: UnsafeMutablePointer<UInt64>?, _ count: Int) -> [Bool] {
    unsafe elements(start, count) { $0 != 0 }
  }

  /// Elements of a repeated number field.
  @inlinable
  public func numbers<Number: WireNumber>(
    _ start: UnsafeMutablePointer<Number>?, _ count: Int
  ) -> [Number] {
    guard count > 0, let start = unsafe start else { return [] }
    return unsafe [Number](UnsafeBufferPointer(start: start, count: count))
  }

  /// Elements of a repeated enum field.
  @inlinable
  public func enumerations<Value: ProtobufEnum>(
    _ start: UnsafeMutablePointer<Int32>?, _ count: Int
  ) -> [Value] {
    unsafe elements(start, count) { Value(rawValue: $0) }
  }

  /// A message field; nil when it was not in the bytes.
  ///
  /// - Throws: what the conversion of the message throws.
  @inlinable
  public func message<Value: WireMessage>(
    _ wire: UnsafeMutablePointer<Value.Wire>?
  ) throws(ProtobufError) -> Value? {
    guard let wire = unsafe wire else { return nil }
    return try unsafe Value(wire: wire, arena: self)
  }

  /// A message field whose type contains itself; nil when it was not in the bytes.
  ///
  /// - Throws: what the conversion of the message throws.
  @inlinable
  public func boxedMessage<Value: WireMessage>(
    _ wire: UnsafeMutablePointer<Value.Wire>?
  ) throws(ProtobufError) -> Box<Value>? {
    guard let value: Value = try unsafe message(wire) else { return nil }
    return .value(value)
  }

  /// A message that is there in any case: a member of a oneof or the value of a map entry.
  ///
  /// - Throws: what the conversion of the message throws.
  @inlinable
  public func messageOrDefault<Value: WireMessage>(
    _ wire: UnsafeMutablePointer<Value.Wire>?
  ) throws(ProtobufError) -> Value {
    try unsafe message(wire) ?? Value()
  }

  /// Elements of a repeated message field.
  ///
  /// - Throws: what the conversion of a message throws.
  @inlinable
  public func messages<Value: WireMessage>(
    _ start: UnsafeMutablePointer<UnsafeMutablePointer<Value.Wire>?>?, _ count: Int
  ) throws(ProtobufError) -> [Value] {
    try unsafe elements(start, count) { wire throws(ProtobufError) in
      try unsafe messageOrDefault(wire)
    }
  }

  /// A map field; the last of several entries with one key wins.
  ///
  /// - Throws: what `convert` throws.
  @inlinable
  public func map<Entry, Key: Hashable, Value>(
    _ start: UnsafeMutablePointer<UnsafeMutablePointer<Entry>?>?, _ count: Int,
    _ convert: (UnsafeMutablePointer<Entry>) throws(ProtobufError) -> (Key, Value)
  ) throws(ProtobufError) -> [Key: Value] {
    guard count > 0, let start = unsafe start else { return [:] }
    var result = [Key: Value](minimumCapacity: count)
    for index in 0..<count {
      guard let entry = unsafe start[index] else { continue }
      let (key, value) = try unsafe convert(entry)
      result[key] = value
    }
    return result
  }

  /// Converts `count` elements into an array of exactly that size.
  @inlinable
  public func elements<Element, Value, Failure: Error>(
    _ start: UnsafeMutablePointer<Element>?, _ count: Int,
    _ convert: (Element) throws(Failure) -> Value
  ) throws(Failure) -> [Value] {
    guard count > 0, let start = unsafe start else { return [] }
    var result: [Value] = []
    result.reserveCapacity(count)
    for index in 0..<count {
      result.append(try convert(unsafe start[index]))
    }
    return result
  }
}

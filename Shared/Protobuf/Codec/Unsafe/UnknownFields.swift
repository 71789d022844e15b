public import CProtobufArena

// Fields that the proto file does not have, kept by messages that are passed on. The library gives
// each as its number, its wire type and the rest; the normaliser wraps those that the library does
// not take into fields with a number of its own.

extension Arena {
  /// The greatest number that a field can have; the next is the normaliser's.
  static let fieldNumberMax: UInt32 = 536_870_911
  static let wrapperNumber = fieldNumberMax + 1

  /// Refuses unknown fields with a number that no field can have, which libprotobuf-c takes.
  ///
  /// - Throws: ``ProtobufError/malformed``.
  @inlinable
  public func checkUnknownFields(of base: ProtobufCMessage) throws(ProtobufError) {
    if unsafe base.n_unknown_fields > 0 { try unsafe checkNumbers(of: base) }
  }

  @usableFromInline
  func checkNumbers(of base: ProtobufCMessage) throws(ProtobufError) {
    for index in 0..<Int(unsafe base.n_unknown_fields) {
      let number = unsafe base.unknown_fields[index].tag
      // A message that keeps its unknown fields can hold one that does not.
      let isWrapper = unsafe number == Self.wrapperNumber && pointer.pointee.normalized
      guard unsafe (1...Self.fieldNumberMax).contains(number) || isWrapper else { throw .malformed }
    }
  }

  /// The unknown fields of a decoded message, in protobuf.
  ///
  /// - Throws: ``ProtobufError/malformed`` when a field's number is not one.
  public func unknownFields(of base: ProtobufCMessage) throws(ProtobufError) -> [UInt8] {
    guard unsafe base.n_unknown_fields > 0 else { return [] }
    var bytes: [UInt8] = []
    for index in 0..<Int(unsafe base.n_unknown_fields) {
      let field = unsafe base.unknown_fields[index]
      let content = unsafe UnsafeBufferPointer(start: field.data, count: field.len)
      if unsafe field.tag == Self.wrapperNumber, unsafe pointer.pointee.normalized {
        unsafe bytes.append(contentsOf: content.dropFirst(Normalizer.lengthPrefixBytes))
      } else {
        guard unsafe (1...Self.fieldNumberMax).contains(field.tag) else { throw .malformed }
        unsafe Normalizer.append(
          UInt64(field.tag) << 3 | UInt64(field.wire_type.rawValue), to: &bytes)
        unsafe bytes.append(contentsOf: content)
      }
    }
    return bytes
  }

  /// Gives a message to encode its unknown fields.
  ///
  /// libprotobuf-c writes a tag and then bytes as they are: one field stands for all.
  public func putUnknownFields(_ bytes: [UInt8], _ base: inout ProtobufCMessage) {
    var position = 0
    guard let tag = Normalizer.varint(bytes.span, &position, until: bytes.count) else { return }
    let field = unsafe allocate(1, of: ProtobufCMessageUnknownField.self)
    let content = unsafe data(Array(bytes[position...]))
    unsafe reserve(position)
    unsafe field.initialize(
      to: ProtobufCMessageUnknownField(
        tag: UInt32(truncatingIfNeeded: tag >> 3),
        wire_type: ProtobufCWireType(rawValue: UInt32(tag & 7)), len: content.len,
        data: content.data))
    unsafe base.n_unknown_fields = 1
    unsafe base.unknown_fields = unsafe field
  }
}

internal import CProtobufArena

extension Normalizer {
  /// What follows a tag; the numbers are those of the format.
  enum WireType: UInt8 {
    case varint, fixed64, bytes, groupStart, groupEnd, fixed32
  }

  /// What libprotobuf-c knows of a field.
  @safe struct KnownField {
    private let descriptor: UnsafePointer<ProtobufCFieldDescriptor>

    init?(_ number: UInt32, in message: UnsafePointer<ProtobufCMessageDescriptor>) {
      guard
        let descriptor = unsafe protobuf_c_message_descriptor_get_field(message, number)
      else { return nil }
      unsafe self.descriptor = unsafe descriptor
    }

    /// The message that the field holds; nil for another type.
    var message: UnsafePointer<ProtobufCMessageDescriptor>? {
      guard unsafe descriptor.pointee.type == PROTOBUF_C_TYPE_MESSAGE else { return nil }
      return unsafe descriptor.pointee.descriptor?.assumingMemoryBound(
        to: ProtobufCMessageDescriptor.self)
    }

    /// Whether the field holds one message, so that two of them are to be merged.
    var isSingleMessage: Bool {
      unsafe message != nil && descriptor.pointee.label != PROTOBUF_C_LABEL_REPEATED
    }

    /// What tells the oneof that the field belongs to from others: where its case is in C.
    var oneof: UInt32? {
      let isMember = unsafe descriptor.pointee.flags & PROTOBUF_C_FIELD_FLAG_ONEOF.rawValue != 0
      return isMember ? unsafe descriptor.pointee.quantifier_offset : nil
    }

    /// Whether a value of the field can have the wire type; repeated numbers can be packed.
    func accepts(_ wireType: WireType) -> Bool {
      let own: WireType =
        switch unsafe descriptor.pointee.type {
        case PROTOBUF_C_TYPE_STRING, PROTOBUF_C_TYPE_BYTES, PROTOBUF_C_TYPE_MESSAGE: .bytes
        case PROTOBUF_C_TYPE_FIXED32, PROTOBUF_C_TYPE_SFIXED32, PROTOBUF_C_TYPE_FLOAT: .fixed32
        case PROTOBUF_C_TYPE_FIXED64, PROTOBUF_C_TYPE_SFIXED64, PROTOBUF_C_TYPE_DOUBLE: .fixed64
        default: .varint
        }
      let isRepeated = unsafe descriptor.pointee.label == PROTOBUF_C_LABEL_REPEATED
      return own == wireType || isRepeated && wireType == .bytes
    }
  }

  /// - Throws: ``ProtobufError/malformed``.
  mutating func tag(
    _ input: Span<UInt8>, until end: Int
  ) throws(ProtobufError) -> (number: UInt32, wireType: WireType) {
    guard let tag = Self.varint(input, &position, until: min(end, position + 5)),
      let wireType = WireType(rawValue: UInt8(tag & 7)),
      tag >> 3 > 0, unsafe tag >> 3 <= UInt64(Arena.fieldNumberMax)
    else { throw .malformed }
    return (UInt32(tag >> 3), wireType)
  }

  /// The end of what follows a length prefix.
  ///
  /// - Throws: ``ProtobufError/malformed``.
  mutating func length(_ input: Span<UInt8>, until end: Int) throws(ProtobufError) -> Int {
    guard let length = Self.varint(input, &position, until: end),
      length <= UInt64(end - position)
    else { throw .malformed }
    return position + Int(length)
  }

  /// Passes what follows a tag.
  ///
  /// - Throws: ``ProtobufError``.
  mutating func skip(
    _ input: Span<UInt8>, until end: Int, _ number: UInt32, _ wireType: WireType
  ) throws(ProtobufError) {
    switch wireType {
    case .varint:
      guard Self.varint(input, &position, until: end) != nil else { throw .malformed }
    case .fixed64: position += 8
    case .fixed32: position += 4
    case .bytes: position = try length(input, until: end)
    case .groupStart: try skipGroup(input, until: end, number)
    case .groupEnd: throw .malformed
    }
    guard position <= end else { throw .malformed }
  }

  private mutating func skipGroup(
    _ input: Span<UInt8>, until end: Int, _ number: UInt32
  ) throws(ProtobufError) {
    try unsafe arena.checkStack()
    while true {
      let (inner, wireType) = try tag(input, until: end)
      if wireType == .groupEnd, inner == number { return }
      try skip(input, until: end, inner, wireType)
    }
  }

  /// Reads a number of up to ten bytes; nil when it does not end before `end`.
  static func varint(_ input: Span<UInt8>, _ position: inout Int, until end: Int) -> UInt64? {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 70, by: 7) {
      guard position < end else { return nil }
      let byte = input[position]
      position += 1
      value |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { return value }
    }
    return nil
  }

  /// Appends a number in as few bytes as it has.
  static func append(_ value: UInt64, to bytes: inout [UInt8]) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }
}

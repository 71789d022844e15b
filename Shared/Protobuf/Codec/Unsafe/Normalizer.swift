internal import CProtobufArena

/// Rewrites valid protobuf that libprotobuf-c refuses or reads in another way than the
/// specification, so that it decodes.
///
/// - Fields of a wire type that the proto file does not say, and groups, are unknown fields: they
///   are left out, or wrapped when unknown fields are kept.
/// - Of the members of a oneof only those since the last change of the member count.
/// - Tags and numbers become as short as they can be, length prefixes get five bytes.
///
/// Takes time in proportion to the bytes. Checks what it passes: wire types, lengths, field
/// numbers, the ends of groups and the depth.
@safe struct Normalizer {
  static let lengthPrefixBytes = 5

  private let keepsUnknownFields: Bool
  let arena: Arena
  var position = 0
  private var output: [UInt8] = []

  /// The bytes of the message, normalised.
  ///
  /// - Throws: ``ProtobufError/malformed``, or ``ProtobufError/limitExceeded`` when messages or
  ///   groups nest deeper than the stack allows.
  static func normalized(
    _ bytes: RawSpan, _ descriptor: UnsafePointer<ProtobufCMessageDescriptor>,
    keepsUnknownFields: Bool, _ arena: Arena
  ) throws(ProtobufError) -> [UInt8] {
    let input = unsafe bytes.withUnsafeBytes { unsafe [UInt8]($0) }
    var normalizer = unsafe Normalizer(keepsUnknownFields: keepsUnknownFields, arena: arena)
    normalizer.output.reserveCapacity(input.count)
    try unsafe normalizer.message(input.span, until: input.count, descriptor)
    return normalizer.output
  }

  private init(keepsUnknownFields: Bool, arena: Arena) {
    self.keepsUnknownFields = keepsUnknownFields
    unsafe self.arena = unsafe arena
  }

  private mutating func message(
    _ input: Span<UInt8>, until end: Int, _ descriptor: UnsafePointer<ProtobufCMessageDescriptor>
  ) throws(ProtobufError) {
    try unsafe arena.checkStack()
    let starts = try unsafe oneofStarts(input, until: end, descriptor)
    while position < end {
      let start = position
      let outputStart = output.count
      let (number, wireType) = try tag(input, until: end)
      let field = unsafe KnownField(number, in: descriptor)
      if let field = field, field.accepts(wireType) {
        try unsafe value(input, until: end, number, wireType, field.message)
        if let oneof = field.oneof, start < starts[oneof] ?? 0 {
          output.removeLast(output.count - outputStart)
        }
      } else {
        let contentStart = position
        try skip(input, until: end, number, wireType)
        if keepsUnknownFields {
          wrap(input.extracting(contentStart..<position), number, wireType)
        }
      }
    }
  }

  /// Where the members of each oneof begin to count, by the oneof's place.
  private func oneofStarts(
    _ input: Span<UInt8>, until end: Int, _ descriptor: UnsafePointer<ProtobufCMessageDescriptor>
  ) throws(ProtobufError) -> [Int: Int] {
    var ahead = self
    var members: [Int: UInt32] = [:]
    var starts: [Int: Int] = [:]
    while ahead.position < end {
      let start = ahead.position
      let (number, wireType) = try ahead.tag(input, until: end)
      try ahead.skip(input, until: end, number, wireType)
      if let field = unsafe KnownField(number, in: descriptor), field.accepts(wireType),
        let oneof = field.oneof, members.updateValue(number, forKey: oneof) != number
      {
        starts[oneof] = start
      }
    }
    return starts
  }

  /// Writes a field that the message has.
  private mutating func value(
    _ input: Span<UInt8>, until end: Int, _ number: UInt32, _ wireType: WireType,
    _ message: UnsafePointer<ProtobufCMessageDescriptor>?
  ) throws(ProtobufError) {
    Self.append(UInt64(number) << 3 | UInt64(wireType.rawValue), to: &output)
    if wireType == .varint {
      guard let value = Self.varint(input, &position, until: end) else { throw .malformed }
      return Self.append(value, to: &output)
    }
    guard wireType == .bytes else {
      let start = position
      try skip(input, until: end, number, wireType)
      return append(input.extracting(start..<position))
    }
    let contentEnd = try length(input, until: end)
    let prefix = output.count
    output.append(contentsOf: repeatElement(0, count: Self.lengthPrefixBytes))
    if let message = unsafe message {
      try unsafe self.message(input, until: contentEnd, message)
    } else {
      append(input.extracting(position..<contentEnd))
      position = contentEnd
    }
    writeLength(at: prefix)
  }

  /// Writes an unknown field as the content of one that libprotobuf-c takes.
  private mutating func wrap(_ content: Span<UInt8>, _ number: UInt32, _ wireType: WireType) {
    unsafe Self.append(
      UInt64(Arena.wrapperNumber) << 3 | UInt64(WireType.bytes.rawValue), to: &output)
    let prefix = output.count
    output.append(contentsOf: repeatElement(0, count: Self.lengthPrefixBytes))
    Self.append(UInt64(number) << 3 | UInt64(wireType.rawValue), to: &output)
    append(content)
    writeLength(at: prefix)
  }

  /// Fills in the length of what follows the prefix, in as many bytes as it has.
  private mutating func writeLength(at prefix: Int) {
    let length = output.count - prefix - Self.lengthPrefixBytes
    for index in 0..<Self.lengthPrefixBytes {
      let more: UInt8 = index < Self.lengthPrefixBytes - 1 ? 0x80 : 0
      output[prefix + index] = UInt8(length >> (7 * index) & 0x7f) | more
    }
  }

  private mutating func append(_ span: Span<UInt8>) {
    unsafe output.append(contentsOf: span.withUnsafeBufferPointer { unsafe Array($0) })
  }
}

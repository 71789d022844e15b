internal import CProtobufArena

/// Rewrites valid protobuf that libprotobuf-c refuses or reads in another way than the
/// specification, so that it decodes.
///
/// - Fields of a wire type that the proto file does not say, and groups, are unknown fields: they
///   are left out, or wrapped when unknown fields are kept.
/// - Of the members of a oneof only those since the last change of the member count.
/// - What came twice of a message that can be there once becomes one message: libprotobuf-c refuses
///   to merge some, and loses unknown fields and empty texts of the first.
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
    try unsafe normalizer.message(input.span, [0..<input.count], descriptor)
    return normalizer.output
  }

  private init(keepsUnknownFields: Bool, arena: Arena) {
    self.keepsUnknownFields = keepsUnknownFields
    unsafe self.arena = unsafe arena
  }

  /// What is known of a message's fields before they are written.
  private struct Survey {
    /// Where the members of each oneof begin to count.
    var oneofStarts: [UInt32: Int] = [:]
    /// The places of the messages that become one, by the number of their field.
    var contents: [UInt32: [Range<Int>]] = [:]
  }

  /// Writes the message that has the fields of all parts.
  private mutating func message(
    _ input: Span<UInt8>, _ parts: [Range<Int>],
    _ descriptor: UnsafePointer<ProtobufCMessageDescriptor>
  ) throws(ProtobufError) {
    try unsafe arena.checkStack()
    let survey = try unsafe survey(input, parts, descriptor)
    for part in parts {
      position = part.lowerBound
      while position < part.upperBound {
        let start = position
        let (number, wireType) = try tag(input, until: part.upperBound)
        let field = unsafe KnownField(number, in: descriptor)
        if let field, field.accepts(wireType) {
          let outputStart = output.count
          let counts = field.oneof.map { start >= survey.oneofStarts[$0] ?? 0 } ?? true
          try unsafe value(
            input, until: part.upperBound, number, wireType, field.message,
            joined: counts ? survey.contents[number] : nil)
          if !counts { output.removeLast(output.count - outputStart) }
        } else {
          let contentStart = position
          try skip(input, until: part.upperBound, number, wireType)
          if keepsUnknownFields {
            wrap(input.extracting(contentStart..<position), number, wireType)
          }
        }
      }
    }
  }

  private func survey(
    _ input: Span<UInt8>, _ parts: [Range<Int>],
    _ descriptor: UnsafePointer<ProtobufCMessageDescriptor>
  ) throws(ProtobufError) -> Survey {
    var ahead = self
    var members: [UInt32: UInt32] = [:]
    var survey = Survey()
    for part in parts {
      ahead.position = part.lowerBound
      while ahead.position < part.upperBound {
        let start = ahead.position
        let (number, wireType) = try ahead.tag(input, until: part.upperBound)
        let field = unsafe KnownField(number, in: descriptor)
        guard let field, field.accepts(wireType) else {
          try ahead.skip(input, until: part.upperBound, number, wireType)
          continue
        }
        if let oneof = field.oneof, members.updateValue(number, forKey: oneof) != number {
          survey.oneofStarts[oneof] = start
          survey.contents[number] = nil
        }
        if field.isSingleMessage {
          let end = try ahead.length(input, until: part.upperBound)
          survey.contents[number, default: []].append(ahead.position..<end)
          ahead.position = end
        } else {
          try ahead.skip(input, until: part.upperBound, number, wireType)
        }
      }
    }
    return survey
  }

  /// Writes a field that the message has; a message with all that it is joined with in the place of
  /// the last.
  private mutating func value(
    _ input: Span<UInt8>, until end: Int, _ number: UInt32, _ wireType: WireType,
    _ message: UnsafePointer<ProtobufCMessageDescriptor>?, joined: [Range<Int>]?
  ) throws(ProtobufError) {
    let tag = UInt64(number) << 3 | UInt64(wireType.rawValue)
    if wireType == .varint {
      guard let value = Self.varint(input, &position, until: end) else { throw .malformed }
      Self.append(tag, to: &output)
      return Self.append(value, to: &output)
    }
    guard wireType == .bytes else {
      let start = position
      try skip(input, until: end, number, wireType)
      Self.append(tag, to: &output)
      return append(input.extracting(start..<position))
    }
    let contentEnd = try length(input, until: end)
    let content = position..<contentEnd
    position = contentEnd
    if let last = joined?.last, last != content { return }
    Self.append(tag, to: &output)
    let prefix = output.count
    output.append(contentsOf: repeatElement(0, count: Self.lengthPrefixBytes))
    if let message = unsafe message {
      try unsafe self.message(input, joined ?? [content], message)
      position = contentEnd
    } else {
      append(input.extracting(content))
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

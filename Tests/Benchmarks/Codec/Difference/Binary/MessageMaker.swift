internal import SwiftProtobuf

/// Makes messages of a type with values that are likely to be read wrongly.
struct MessageMaker {
  let schema: Schema
  /// The types that an `Any` may hold.
  let anyTypes: [String]

  private static let depthMax = 4

  func fields(of type: MessageType, depth: Int = 0, _ random: inout Random) -> [WireField] {
    if type.name == "google.protobuf.Any" { return any(depth: depth, &random) }
    if type.name == "google.protobuf.Timestamp" || type.name == "google.protobuf.Duration" {
      return time(isDuration: type.name.hasSuffix("Duration"), &random)
    }
    if type.name == "google.protobuf.FieldMask" { return mask(&random) }
    var fields: [WireField] = []
    var chosen: Set<Int32> = []
    let share = type.fields.count > 6 ? 4 : 2
    for field in type.fields where type.isMapEntry || !random.once(in: share) {
      if let oneof = field.oneof {
        if chosen.contains(oneof), !random.once(in: 20) { continue }
        guard random.once(in: 3) || type.name == "google.protobuf.Value" else { continue }
        chosen.insert(oneof)
      }
      if type.isMapEntry, random.once(in: 12) { continue }
      if type.fields.count > 6, random.once(in: 2) { continue }
      append(field, to: &fields, depth: depth, &random)
    }
    if random.once(in: 5) { fields.shuffle(using: &random) }
    return fields
  }

  private func append(
    _ field: FieldType, to fields: inout [WireField], depth: Int, _ random: inout Random
  ) {
    if field.kind == .message {
      guard depth < Self.depthMax, let type = schema.messages[field.typeName] else { return }
      for _ in 0..<(field.isRepeated ? random.within(1...3) : 1) {
        let content = self.fields(of: type, depth: depth + 1, &random)
        fields.append(WireField(field.number, .message(content)))
      }
    } else if field.canBePacked, !random.once(in: 4) {
      var packed: [UInt8] = []
      for _ in 0..<random.within(0...4) {
        switch value(of: field, &random) {
        case .varint(let value): WireField.append(value, to: &packed)
        case .fixed64(let value): WireField.append(value, byteCount: 8, to: &packed)
        case .fixed32(let value): WireField.append(UInt64(value), byteCount: 4, to: &packed)
        default: break
        }
      }
      fields.append(WireField(field.number, .bytes(packed)))
    } else {
      for _ in 0..<(field.isRepeated ? random.within(1...3) : 1) {
        fields.append(WireField(field.number, value(of: field, &random)))
      }
    }
  }

  /// A scalar value of the field.
  func value(of field: FieldType, _ random: inout Random) -> WireField.Content {
    switch field.kind {
    case .double, .fixed64, .sfixed64: .fixed64(Self.number64(field.kind == .double, &random))
    case .float, .fixed32, .sfixed32: .fixed32(Self.number32(field.kind == .float, &random))
    case .string: .bytes(Array(Self.texts.pick(&random).utf8))
    case .bytes: .bytes(random.bytes(random.below(6)))
    case .enum:
      .varint(
        UInt64(bitPattern: Int64((schema.enums[field.typeName] ?? [0]).pick(&random)))
          &+ (random.once(in: 8) ? 5 : 0))
    case .bool: .varint(UInt64(random.below(2)))
    default: .varint(Self.varint(&random))
    }
  }

  static func varint(_ random: inout Random) -> UInt64 {
    let edges: [UInt64] = [
      0, 1, 2, 127, 128, 300, 1 << 31 - 1, 1 << 31, 1 << 32 - 1, 1 << 32, 1 << 63, .max, .max - 1,
      0xffff_ffff_8000_0000,
    ]
    return random.once(in: 3) ? random.next() >> random.below(64) : edges.pick(&random)
  }

  private static func number64(_ isFloating: Bool, _ random: inout Random) -> UInt64 {
    guard isFloating else { return varint(&random) }
    let edges: [Double] = [
      0, -0.0, 1, -1.5, 0.1, 1e300, -1e-300, .infinity, -.infinity, .nan, .leastNonzeroMagnitude,
      .greatestFiniteMagnitude, 9_007_199_254_740_992, 1e15, 1e16, 1e17, 123_456.789, 1e21, 1e-7,
    ]
    return random.once(in: 6) ? random.next() : edges.pick(&random).bitPattern
  }

  private static func number32(_ isFloating: Bool, _ random: inout Random) -> UInt32 {
    guard isFloating else { return UInt32(truncatingIfNeeded: varint(&random)) }
    let edges: [Float] = [
      0, -0.0, 1, -1.5, 0.1, 1e30, -1e-30, .infinity, -.infinity, .nan, .leastNonzeroMagnitude,
      .greatestFiniteMagnitude, 16_777_216, 1e7, 1e9, 3.4e38, 123.456,
    ]
    return random.once(in: 6)
      ? UInt32(truncatingIfNeeded: random.next()) : edges.pick(&random).bitPattern
  }

  static let texts = [
    "", "a", "agent-7", "Åsa Öberg", "\u{0}", "a\u{0}b", "\u{7f}\u{80}", "日本語", "😀", "\u{FEFF}x",
    "\u{2028}\u{2029}", "\"quoted\" \\ / <b>", "\n\r\t\u{8}\u{c}\u{1}", "e\u{301}", "\u{FFFF}",
    "a text of more than sixteen bytes, which no string keeps inline",
  ]

  // MARK: - Messages of google.protobuf

  private func any(depth: Int, _ random: inout Random) -> [WireField] {
    guard depth < Self.depthMax, let type = schema.messages[anyTypes.pick(&random)] else {
      return []
    }
    var url = ["type.googleapis.com/", "type.example.com/a/", "/"].pick(&random) + type.name
    if random.once(in: 16) { url = ["", "/", type.name, "x/unknown.Type", "x/"].pick(&random) }
    return [
      WireField(1, .bytes(Array(url.utf8))),
      WireField(2, .message(fields(of: type, depth: depth + 1, &random))),
    ]
  }

  private func time(isDuration: Bool, _ random: inout Random) -> [WireField] {
    let seconds: [Int64] =
      isDuration
      ? [0, 1, -1, 59, -3600, 315_576_000_000, -315_576_000_000, 315_576_000_001, .max]
      : [
        0, 1, -1, 1_767_225_600, 951_782_400, -62_135_596_800, 253_402_300_799, -62_135_596_801,
        253_402_300_800, .min,
      ]
    let nanoseconds: [Int64] = [
      0, 1, 1000, 500_000_000, 999_999_999, 123_456_000, 1_000_000_000, -1, -500_000_000,
    ]
    var first = seconds.pick(&random)
    var second = nanoseconds.pick(&random)
    if !random.once(in: 8) {
      // Mostly one that has a JSON form.
      first =
        isDuration ? first % 315_576_000_000 : min(max(first, -62_135_596_800), 253_402_300_799)
      second = abs(second) % 1_000_000_000 * (isDuration && first < 0 ? -1 : 1)
    }
    return [
      WireField(1, .varint(UInt64(bitPattern: first))),
      WireField(2, .varint(UInt64(bitPattern: second))),
    ]
  }

  private func mask(_ random: inout Random) -> [WireField] {
    let paths = [
      "display_name", "a.b_c", "id", "x1.y2", "displayName", "a__b", "a_", "_a", "", "a_1",
    ]
    return (0..<random.below(4)).map { _ in
      let path = random.once(in: 4) ? paths.pick(&random) : paths[random.below(4)]
      return WireField(1, .bytes(Array(path.utf8)))
    }
  }
}

internal import SwiftProtobuf

/// Changes messages in ways that are about the wire format.
struct WireMutator {
  let maker: MessageMaker

  /// Changes one thing, somewhere in the message.
  func mutate(_ fields: inout [WireField], of type: MessageType?, _ random: inout Random) {
    let nested = fields.indices.filter { fields[$0].hasFields }
    if !nested.isEmpty, random.below(3) > 0 {
      let index = nested.pick(&random)
      let inner = type?.byNumber[fields[index].number].flatMap {
        maker.schema.messages[$0.typeName]
      }
      fields[index].withFields { mutate(&$0, of: inner, &random) }
      return
    }
    if fields.isEmpty || random.below(4) == 0 {
      add(to: &fields, type, &random)
    } else {
      let index = random.below(fields.count)
      if random.once(in: 2) {
        change(&fields[index], type, &random)
      } else {
        rearrange(&fields, at: index, type, &random)
      }
    }
  }

  // MARK: - One field more

  private func add(to fields: inout [WireField], _ type: MessageType?, _ random: inout Random) {
    let index = random.below(fields.count + 1)
    if random.once(in: 2), let type, !type.fields.isEmpty {
      // A second value for a field that may be there, or another member of a oneof.
      let field = type.fields.pick(&random)
      if field.kind == .message, let inner = maker.schema.messages[field.typeName] {
        let content = maker.fields(of: inner, depth: 3, &random)
        fields.insert(WireField(field.number, .message(content)), at: index)
      } else {
        fields.insert(WireField(field.number, maker.value(of: field, &random)), at: index)
      }
    } else {
      fields.insert(unknown(depth: 0, &random), at: index)
    }
  }

  /// A field that no type has; groups among them.
  private func unknown(depth: Int, _ random: inout Random) -> WireField {
    let numbers: [UInt64] = [
      UInt64(random.within(100...200)), 18_999, 19_000, 1 << 28, (1 << 29) - 2,
    ]
    let number = numbers.pick(&random)
    let content: WireField.Content =
      switch random.below(depth < 4 ? 7 : 5) {
      case 0: .varint(MessageMaker.varint(&random))
      case 1: .fixed64(random.next())
      case 2: .fixed32(UInt32(truncatingIfNeeded: random.next()))
      case 3, 4: .bytes(random.bytes(random.below(8)))
      default:
        .group(
          (0..<random.below(3)).map { _ in unknown(depth: depth + 1, &random) },
          end: random.once(in: 8) ? number ^ UInt64(random.below(8)) : number)
      }
    return WireField(number, content)
  }

  // MARK: - A field changed

  private func change(_ field: inout WireField, _ type: MessageType?, _ random: inout Random) {
    switch random.below(8) {
    case 0: field.claimedWireType = UInt8(random.below(8))
    case 1:
      let numbers: [UInt64] = [
        0, field.number + 1, field.number ^ 1, 536_870_911, 536_870_912, 1 << 32 + field.number,
        1 << 33, 1 << 60,
      ]
      field.number = numbers.pick(&random)
    case 2: field.tagPadding = random.within(1...10)
    case 3: field.padding = random.within(1...10)
    case 4:
      // The number of another field.
      if let other = type?.fields.randomElement(using: &random) { field.number = other.number }
    case 5: field.content = .bytes(WireField.bytes([field]))
    default: changeContent(&field, &random)
    }
  }

  private func changeContent(_ field: inout WireField, _ random: inout Random) {
    switch field.content {
    case .varint(let value):
      field.content =
        random.once(in: 4) ? .bytes(Self.packed(value)) : .varint(MessageMaker.varint(&random))
    case .fixed64: field.content = .fixed64(random.next())
    case .fixed32: field.content = .fixed32(UInt32(truncatingIfNeeded: random.next()))
    case .bytes(let bytes): field.content = .bytes(Self.changed(bytes, &random))
    case .message(let fields):
      field.content =
        random.once(in: 2)
        ? .bytes(Self.changed(WireField.bytes(fields), &random))
        : .group(fields, end: field.number)
    case .group(let fields, _): field.content = .message(fields)
    }
  }

  private static func packed(_ value: UInt64) -> [UInt8] {
    var bytes: [UInt8] = []
    WireField.append(value, to: &bytes)
    WireField.append(value ^ 1, to: &bytes)
    return bytes
  }

  private static func changed(_ bytes: [UInt8], _ random: inout Random) -> [UInt8] {
    let bad: [[UInt8]] = [
      [0x80], [0xc0, 0xaf], [0xe2, 0x82], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xff],
      [0xf0, 0x82, 0x82, 0xac], [0xc3, 0x28],
    ]
    switch random.below(4) {
    case 0:
      let at = random.below(bytes.count + 1)
      return Array(bytes[..<at]) + bad.pick(&random) + bytes[at...]
    case 1: return Array(bytes.dropLast(random.within(1...3)))
    case 2: return bytes + random.bytes(random.within(1...4))
    default: return random.bytes(random.below(10))
    }
  }

  // MARK: - Fields rearranged

  private func rearrange(
    _ fields: inout [WireField], at index: Int, _ type: MessageType?, _ random: inout Random
  ) {
    switch random.below(6) {
    case 0: fields.remove(at: index)
    case 1: fields.insert(fields[index], at: random.below(fields.count + 1))
    case 2: fields.swapAt(index, random.below(fields.count))
    case 3:
      // The beginning of another message of the type: the two are one.
      if let type { fields += maker.fields(of: type, depth: 2, &random).prefix(3) }
    case 4:
      // Into itself, for types that hold themselves.
      guard let way = maker.schema.ways(from: type).randomElement(using: &random) else { return }
      let count = random.once(in: 8) ? random.within(5...160) : random.within(1...4)
      for _ in 0..<count {
        for number in way.reversed() { fields = [WireField(number, .message(fields))] }
      }
    default: fields.removeSubrange(index...)
    }
  }
}

extension WireField {
  var hasFields: Bool {
    switch content {
    case .message, .group: true
    default: false
    }
  }

  /// Changes the fields inside of a message or group.
  mutating func withFields(_ change: (inout [WireField]) -> Void) {
    switch content {
    case .message(var fields):
      content = .varint(0)
      change(&fields)
      content = .message(fields)
    case .group(var fields, let end):
      content = .varint(0)
      change(&fields)
      content = .group(fields, end: end)
    default: break
    }
  }
}

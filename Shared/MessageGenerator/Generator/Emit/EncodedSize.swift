/// The largest size a message can have on the wire, without text, bytes and sub-messages.
///
/// Packing relies on it: a field that is counted too low would be written past the end of the
/// buffer. A message counts its own length prefix; the field that holds it counts only the tag.
/// Text and bytes add their length when they are stored; their length prefix is counted here.
struct EncodedSize {
  private static let lengthPrefixMax = 5

  let context: EmitContext

  init(_ context: EmitContext) {
    self.context = context
  }

  /// An expression in bytes, of the properties of `self`.
  func bound(of message: ProtoMessage) -> String {
    var constant = Self.lengthPrefixMax
    var terms: [String] = []
    for member in message.members {
      switch member {
      case .oneof(let oneof): constant += oneof.fields.map(single).max() ?? 0
      case .field(let field):
        let count = "self.\(SwiftName.member(field)).count"
        switch context.shape(of: field, in: message) {
        case .implicit, .optional, .message: constant += single(field)
        case .map(let key, let value):
          let entry = tag(field) + Self.lengthPrefixMax + single(key) + single(value)
          terms.append("\(entry) * \(count)")
        case .repeated:
          if isPacked(field) {
            constant += tag(field) + Self.lengthPrefixMax
            terms.append("\(content(field)) * \(count)")
          } else {
            terms.append("\(single(field)) * \(count)")
          }
        }
      }
    }
    return ([String(constant)] + terms).joined(separator: " + ")
  }

  private func isPacked(_ field: ProtoField) -> Bool {
    ![.string, .bytes, .message].contains(field.kind) && field.isPacked
  }

  private func single(_ field: ProtoField) -> Int { tag(field) + content(field) }

  private func tag(_ field: ProtoField) -> Int {
    switch field.number {
    case ..<16: 1
    case ..<2048: 2
    case ..<262_144: 3
    case ..<33_554_432: 4
    default: 5
    }
  }

  private func content(_ field: ProtoField) -> Int {
    switch field.kind {
    case .double, .fixed64, .sfixed64: 8
    case .float, .fixed32, .sfixed32: 4
    case .int32, .int64, .uint64, .sint64, .enum: 10
    case .uint32, .sint32: 5
    case .bool: 1
    case .string, .bytes: Self.lengthPrefixMax
    case .message, .group: 0
    }
  }
}

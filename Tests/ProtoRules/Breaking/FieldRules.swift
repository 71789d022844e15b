@testable import MessageGenerator

extension BreakingRule {
  /// What fields stay; a field is known by its number.
  static let fields: [BreakingRule] = [
    fieldRule("FIELD_SAME_NAME") { before, now in
      before.extendee.isEmpty
        ? change(of: "name", before.name, now.name)
        : change(of: "name", before.fullName, now.fullName)
    },
    fieldRule("FIELD_SAME_JSON_NAME") { before, now in
      before.extendee.isEmpty ? change(of: "JSON name", before.jsonName, now.jsonName) : []
    },
    fieldRule("FIELD_SAME_TYPE") { before, now in
      before.kind == now.kind
        ? change(of: "type", before.typeName, now.typeName)
        : change(of: "type", before.kind, now.kind)
    },
    fieldRule("FIELD_SAME_CARDINALITY") { before, now in
      change(of: "cardinality", before.cardinality.rawValue, now.cardinality.rawValue)
    },
    fieldRule("FIELD_SAME_ONEOF") { before, now in
      change(of: "oneof", before.oneof ?? "none", now.oneof ?? "none")
    },
    fieldRule("FIELD_SAME_DEFAULT") { before, now in
      change(of: "default", before.defaultValue, now.defaultValue)
    },
    fieldRule("FIELD_SAME_JSTYPE") { before, now in
      bigNumbers.contains(before.kind) && bigNumbers.contains(now.kind)
        ? change(of: "jstype", before.options.number(6) ?? 0, now.options.number(6) ?? 0) : []
    },
    fieldRule("FIELD_SAME_CPP_STRING_TYPE") { before, now in
      let (old, new) = (before.options.number(1) ?? 0, now.options.number(1) ?? 0)
      guard texts.contains(before.kind), texts.contains(now.kind) else { return [] }
      // From STRING_PIECE to STRING no caller has to change.
      return old == 2 && new == 0 ? [] : change(of: "ctype", old, new)
    },
  ]

  private static let bigNumbers: Set<ProtoField.Kind> = [
    .int64, .uint64, .sint64, .fixed64, .sfixed64,
  ]
  private static let texts: Set<ProtoField.Kind> = [.string, .bytes]

  /// A rule about each field and extension that has one number before and now.
  private static func fieldRule(
    _ name: String,
    _ reasons: @escaping @Sendable (_ before: Schema.Field, _ now: Schema.Field) -> [String]
  ) -> BreakingRule {
    BreakingRule(name) { before, now in
      pairs(numbered(before), numbered(now), by: \.key).flatMap { before, now in
        reasons(before.field, now.field).map { Finding(now.field.element.place, $0) }
      }
    }
  }

  private struct NumberedField {
    struct Key: Hashable {
      /// The full name of the message that has the field.
      let message: String
      let number: Int
    }

    let key: Key
    let field: Schema.Field
  }

  private static func numbered(_ schema: Schema) -> [NumberedField] {
    schema.messagesWithMapEntries.flatMap { message in
      message.fields.map { field in
        NumberedField(key: .init(message: message.fullName, number: field.number), field: field)
      }
    }
      + schema.extensions.map { field in
        NumberedField(key: .init(message: field.extendee, number: field.number), field: field)
      }
  }
}

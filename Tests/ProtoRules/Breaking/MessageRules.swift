@testable import MessageGenerator

extension BreakingRule {
  /// What messages stay.
  static let messages: [BreakingRule] = [
    BreakingRule("FIELD_NO_DELETE", \.messages) { before, now in
      let kept = Set(now.fields.map(\.number))
      return before.fields.filter { !kept.contains($0.number) }
        .map { "field \($0.number), \($0.name), was deleted" }
    },
    BreakingRule("ONEOF_NO_DELETE", \.messages) { before, now in
      let kept = Set(now.oneofs.map(\.name))
      return before.oneofs.filter { !kept.contains($0.name) }
        .map { "oneof \($0.name) was deleted" }
    },
    BreakingRule("EXTENSION_MESSAGE_NO_DELETE", \.messages) { before, now in
      loss(of: "for extensions", before.extensionRanges, now.extensionRanges)
    },
    BreakingRule("RESERVED_MESSAGE_NO_DELETE", \.messages) { before, now in
      loss(of: before.reserved, now.reserved)
    },
    BreakingRule("MESSAGE_SAME_REQUIRED_FIELDS", \.messages) { before, now in
      change(of: "required fields", requiredNumbers(of: before), requiredNumbers(of: now))
    },
    BreakingRule("MESSAGE_NO_REMOVE_STANDARD_DESCRIPTOR_ACCESSOR", \.messages) { before, now in
      // `no_standard_descriptor_accessor` of `google.protobuf.MessageOptions`.
      !before.options.flag(2) && now.options.flag(2)
        ? ["has lost the standard accessor of its descriptor"] : []
    },
  ]

  private static func requiredNumbers(of message: Schema.Message) -> [Int] {
    message.fields.filter { $0.cardinality == .required }.map(\.number).sorted()
  }
}

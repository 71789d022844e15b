@testable import MessageGenerator

extension LintRule {
  /// That everything says what it is.
  static let comments: [LintRule] = [
    comment("COMMENT_ENUM", \.enums),
    comment("COMMENT_ENUM_VALUE", \.values),
    // The comment of a group is that of its message.
    comment("COMMENT_FIELD") { $0.fields.filter { $0.kind != .group } },
    comment("COMMENT_MESSAGE", \.messages),
    comment("COMMENT_ONEOF", \.oneofs),
    comment("COMMENT_RPC", \.methods),
    comment("COMMENT_SERVICE", \.services),
  ]

  private static func comment<Kind: Declaration>(
    _ name: String, _ declarations: @escaping @Sendable (Schema) -> [Kind]
  ) -> LintRule {
    LintRule(name, declarations) { declaration in
      let says = declaration.element.comment.split(separator: "\n").contains { line in
        let text = line.drop { $0 == " " }
        return !text.isEmpty && !text.hasPrefix("buf:lint:ignore")
      }
      return says ? nil : "has no comment before it"
    }
  }
}

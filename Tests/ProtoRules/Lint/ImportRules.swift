@testable import MessageGenerator

extension LintRule {
  /// How files import each other.
  static let imports: [LintRule] = [
    LintRule("IMPORT_NO_PUBLIC", \.imports) { statement in
      statement.isPublic ? "the import is public" : nil
    },
    LintRule("IMPORT_NO_WEAK", \.imports) { statement in
      statement.isWeak ? "the import is weak" : nil
    },
    LintRule("IMPORT_USED", \.imports) { statement in
      statement.isUnused ? "nothing of it is used" : nil
    },
  ]
}

import Testing

/// A change of ``Sources/shop``, and where it breaks a rule.
struct RuleCase: Sendable, CustomTestStringConvertible {
  let rule: String
  /// As ``Sources/describe(_:)`` says it; empty when the rule allows the change.
  let broken: [String]
  let change: @Sendable (inout Sources) throws -> Void

  init(
    _ rule: String, breaks broken: String...,
    by change: @escaping @Sendable (inout Sources) throws -> Void
  ) {
    self.rule = rule
    self.broken = broken
    self.change = change
  }

  /// One text takes the place of another.
  init(_ rule: String, replacing old: String, with new: String, breaks broken: String...) {
    self.rule = rule
    self.broken = broken
    change = { try $0.replace(old, new) }
  }

  var testDescription: String { rule }
}

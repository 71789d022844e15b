@testable import MessageGenerator

/// A rule for how protos are written, under the name that buf gives it.
///
/// These are the rules of buf's categories `STANDARD` (with `MINIMAL` and `BASIC`), `COMMENTS` and
/// `UNARY_RPC`, and `STABLE_PACKAGE_NO_IMPORT_UNSTABLE` and `IMPORT_NO_WEAK`, which are in none.
/// Of `STANDARD` one is left out: `PROTOVALIDATE` checks the options of `buf.validate`, and nothing
/// here reads those; requests are checked by `google.api.field_behavior` and the handlers.
struct LintRule: Sendable {
  let name: String
  private let findings: @Sendable (Schema) -> [Finding]

  static let all: [LintRule] = packages + imports + names + services + comments

  /// A rule about the schema as a whole.
  init(_ name: String, _ findings: @escaping @Sendable (Schema) -> [Finding]) {
    self.name = name
    self.findings = findings
  }

  /// A rule about each declaration of a kind.
  ///
  /// - Parameters:
  ///   - name: The name of the rule.
  ///   - declarations: The declarations that the rule is about.
  ///   - reason: Why the declaration breaks the rule; nil when it keeps it.
  init<Kind: Declaration>(
    _ name: String, _ declarations: @escaping @Sendable (Schema) -> [Kind],
    _ reason: @escaping @Sendable (Kind) -> String?
  ) {
    self.init(name) { schema in
      declarations(schema).compactMap { declaration in
        reason(declaration).map { Finding(declaration.element.place, $0) }
      }
    }
  }

  func violations(in schema: Schema) -> [Violation] {
    findings(schema).map { Violation(rule: name, place: $0.place, reason: $0.reason) }
  }
}

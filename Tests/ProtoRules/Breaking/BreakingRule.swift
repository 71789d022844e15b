@testable import MessageGenerator

/// A rule for what may change in protos that others already use, under the name that buf gives it.
///
/// These are the rules of buf's category `FILE`. Four are left out: `ENUM_SAME_JSON_FORMAT`,
/// `MESSAGE_SAME_JSON_FORMAT` and `FIELD_SAME_UTF8_VALIDATION` compare features of editions, of
/// which protoc 3.21 has none; `FIELD_SAME_JAVA_UTF8_VALIDATION` compares an option that
/// counts in proto2 alone, which the generator refuses.
struct BreakingRule: Sendable {
  let name: String
  private let findings: @Sendable (_ before: Schema, _ now: Schema) -> [Finding]

  static let all: [BreakingRule] = files + messages + fields + enums + methods

  /// A rule about the schemas as a whole.
  init(
    _ name: String,
    _ findings: @escaping @Sendable (_ before: Schema, _ now: Schema) -> [Finding]
  ) {
    self.name = name
    self.findings = findings
  }

  /// A rule about each declaration that has one full name before and now.
  ///
  /// - Parameters:
  ///   - name: The name of the rule.
  ///   - declarations: The declarations that the rule is about.
  ///   - reasons: Why the change breaks the rule; empty when it keeps it.
  init<Kind: Declaration>(
    _ name: String, _ declarations: @escaping @Sendable (Schema) -> [Kind],
    _ reasons: @escaping @Sendable (_ before: Kind, _ now: Kind) -> [String]
  ) {
    self.init(name) { before, now in
      pairs(declarations(before), declarations(now), by: \.fullName).flatMap { before, now in
        reasons(before, now).map { Finding(now.element.place, $0) }
      }
    }
  }

  /// What the rule finds in a change; packages that were alpha, beta or test may change freely.
  func violations(from before: Schema, to now: Schema) -> [Violation] {
    let promised = before.files.filter { PackageVersion(ofPackage: $0.package)?.isStable != false }
    return findings(Schema(files: promised, imported: before.imported), now)
      .map { Violation(rule: name, place: $0.place, reason: $0.reason) }
  }
}

/// The elements that have one key before and now.
func pairs<Value, Key: Hashable>(
  _ before: [Value], _ now: [Value], by key: (Value) -> Key
) -> [(before: Value, now: Value)] {
  let byKey = Dictionary(now.map { (key($0), $0) }, uniquingKeysWith: { first, _ in first })
  return before.compactMap { element in byKey[key(element)].map { (element, $0) } }
}

/// What to say of something that should be the same and is not; nothing when it is.
func change<Value: Equatable>(of subject: String, _ before: Value, _ now: Value) -> [String] {
  before == now ? [] : ["\(subject) changed from \(before) to \(now)"]
}

/// What to say of numbers that were reserved, or for extensions, and are so no more.
func loss(
  of kind: String, _ before: [ClosedRange<Int>], _ now: [ClosedRange<Int>]
) -> [String] {
  let present = now.sorted { $0.lowerBound < $1.lowerBound }
  return before.filter { range in
    var next = range.lowerBound
    for other in present where other.contains(next) { next = other.upperBound + 1 }
    return next <= range.upperBound
  }.map { "not all of \($0.lowerBound) to \($0.upperBound) are \(kind) any more" }
}

/// What to say of numbers and names that were reserved and are so no more.
func loss(of before: Schema.Reserved, _ now: Schema.Reserved) -> [String] {
  loss(of: "reserved", before.ranges, now.ranges)
    + Set(before.names).subtracting(now.names).sorted().map { "\($0) is not reserved any more" }
}

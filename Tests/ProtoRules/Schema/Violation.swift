/// A place in the protos where a rule is broken.
struct Violation: Hashable, Sendable, CustomStringConvertible {
  /// The name that buf gives the rule.
  let rule: String
  let place: Place
  let reason: String

  /// As compilers write it: `file.proto:12: full.Name: reason (RULE)`.
  var description: String {
    let line = place.line.map { ":\($0)" } ?? ""
    let name = place.name.isEmpty ? "" : ": \(place.name)"
    return "\(place.file)\(line)\(name): \(reason) (\(rule))"
  }
}

/// What a rule finds: where it is broken, and why.
struct Finding: Sendable {
  let place: Place
  let reason: String

  init(_ place: Place, _ reason: String) {
    self.place = place
    self.reason = reason
  }
}

@testable import MessageGenerator

extension BreakingRule {
  /// What enums stay; a value is known by its number.
  static let enums: [BreakingRule] = [
    BreakingRule("ENUM_SAME_TYPE", \.enums) { before, now in
      change(
        of: "type", before.isClosed ? "closed" : "open", now.isClosed ? "closed" : "open")
    },
    BreakingRule("ENUM_VALUE_NO_DELETE", \.enums) { before, now in
      let kept = Set(now.values.map(\.number))
      return before.values.filter { !kept.contains($0.number) }
        .map { "value \($0.number), \($0.name), was deleted" }
    },
    BreakingRule("ENUM_VALUE_SAME_NAME") { before, now in
      pairs(before.enums, now.enums, by: \.fullName).flatMap { before, now in
        now.values.compactMap { value in
          let old = names(of: value.number, in: before)
          // A number may get one name more.
          return old.isSubset(of: names(of: value.number, in: now))
            ? nil
            : Finding(
              value.element.place, "was called \(old.sorted().joined(separator: ", "))")
        }
      }
    },
    BreakingRule("RESERVED_ENUM_NO_DELETE", \.enums) { before, now in
      loss(of: before.reserved, now.reserved)
    },
  ]

  private static func names(of number: Int, in enumeration: Schema.Enumeration) -> Set<String> {
    Set(enumeration.values.filter { $0.number == number }.map(\.name))
  }
}

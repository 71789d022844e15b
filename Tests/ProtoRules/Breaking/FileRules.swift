@testable import MessageGenerator

extension BreakingRule {
  /// What files stay and hold.
  static let files: [BreakingRule] =
    [
      BreakingRule("FILE_NO_DELETE") { before, now in
        let kept = Set(now.files.map(\.path))
        return before.files.filter { !kept.contains($0.path) }.map { file in
          Finding(file.place, "was deleted")
        }
      },
      sameInFile("FILE_SAME_PACKAGE", "package", \.package, at: \.element.place),
      sameInFile("FILE_SAME_SYNTAX", "syntax", \.syntax, at: \.place),
      keptInFile("ENUM_NO_DELETE", \.allEnums),
      keptInFile("EXTENSION_NO_DELETE", \.allExtensions),
      keptInFile("MESSAGE_NO_DELETE") { $0.allMessages.filter { !$0.isMapEntry } },
      keptInFile("SERVICE_NO_DELETE", \.services),
    ]
    + FileOption.all.map { option in
      sameInFile(
        "FILE_SAME_" + option.name.uppercased(), option.name, { option.value(in: $0) },
        at: { option.place(in: $0) })
    }

  /// A rule that a file says what it said.
  private static func sameInFile(
    _ name: String, _ subject: String, _ value: @escaping @Sendable (Schema.File) -> String,
    at place: @escaping @Sendable (Schema.File) -> Place
  ) -> BreakingRule {
    BreakingRule(name) { before, now in
      pairs(before.files, now.files, by: \.path).flatMap { before, now in
        change(of: subject, value(before), value(now)).map { Finding(place(now), $0) }
      }
    }
  }

  /// A rule that a file declares what it declared.
  private static func keptInFile<Kind: Declaration>(
    _ name: String, _ declarations: @escaping @Sendable (Schema.File) -> [Kind]
  ) -> BreakingRule {
    BreakingRule(name) { before, now in
      pairs(before.files, now.files, by: \.path).flatMap { before, now in
        let kept = Set(declarations(now).map(\.nestedName))
        return declarations(before).filter { !kept.contains($0.nestedName) }.map { lost in
          Finding(
            Place(file: now.path, line: nil, name: lost.fullName), "was deleted from the file")
        }
      }
    }
  }
}

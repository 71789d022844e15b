@testable import MessageGenerator

extension LintRule {
  /// Which packages there are, where their files lie and what is said for all of their files.
  static let packages: [LintRule] =
    [
      LintRule("PACKAGE_DEFINED", \.files) { file in
        file.package.isEmpty ? "has no package" : nil
      },
      LintRule("PACKAGE_LOWER_SNAKE_CASE", \.files) { file in
        let expected = file.package.split(separator: ".").map { NameCase.lowerSnake(String($0)) }
          .joined(separator: ".")
        return file.package == expected ? nil : "is not lower_snake.case, such as \(expected)"
      },
      LintRule("PACKAGE_VERSION_SUFFIX", \.files) { file in
        file.package.isEmpty || PackageVersion(ofPackage: file.package) != nil
          ? nil : "does not end with a version, such as \(file.package).v1"
      },
      LintRule("PACKAGE_DIRECTORY_MATCH", \.files) { file in
        let expected = file.package.replacing(".", with: "/")
        return file.package.isEmpty || file.folder == expected
          ? nil : "belongs into folder \(expected)"
      },
      agreement(
        "DIRECTORY_SAME_PACKAGE", on: "package", \.package, among: \.folder, at: \.element.place),
      agreement(
        "PACKAGE_SAME_DIRECTORY", on: "folder", \.folder, among: \.package, at: \.element.place),
      LintRule("PACKAGE_NO_IMPORT_CYCLE", importCycles),
      LintRule("STABLE_PACKAGE_NO_IMPORT_UNSTABLE", importsOfUnstable),
      LintRule("FILE_LOWER_SNAKE_CASE") { schema in
        schema.files.compactMap { file in
          let expected = NameCase.lowerSnake(file.stem)
          guard file.stem != expected else { return nil }
          return Finding(file.place, "is not lower_snake_case.proto, such as \(expected).proto")
        }
      },
      LintRule("SYNTAX_SPECIFIED") { schema in
        schema.files.filter { !$0.isSyntaxSpecified }.map { file in
          Finding(file.place, "does not say which syntax it has")
        }
      },
    ]
    + FileOption.all.filter(\.isOfPackage).map { option in
      agreement(
        "PACKAGE_SAME_" + option.name.uppercased(), on: option.name,
        { option.setting(in: $0) ?? "" }, among: \.package, at: { option.place(in: $0) })
    }

  /// A rule that files of one group say the same.
  private static func agreement(
    _ name: String, on subject: String, _ value: @escaping @Sendable (Schema.File) -> String,
    among group: @escaping @Sendable (Schema.File) -> String,
    at place: @escaping @Sendable (Schema.File) -> Place
  ) -> LintRule {
    LintRule(name) { schema in
      let values = Dictionary(grouping: schema.files, by: group)
        .mapValues { Set($0.map(value)).sorted() }
      return schema.files.compactMap { file in
        let all = values[group(file)] ?? []
        guard all.count > 1 else { return nil }
        let list = all.map { $0.isEmpty ? "none" : $0 }.joined(separator: ", ")
        return Finding(place(file), "files of \(group(file)) differ in \(subject): \(list)")
      }
    }
  }

  /// Imports by which a package comes back to itself.
  private static func importCycles(_ schema: Schema) -> [Finding] {
    let all = schema.files + schema.imported
    let packages = Dictionary(uniqueKeysWithValues: all.map { ($0.path, $0.package) })
    var imported: [String: Set<String>] = [:]
    for file in all {
      let others = file.imports.compactMap { packages[$0.path] }.filter { $0 != file.package }
      imported[file.package, default: []].formUnion(others)
    }
    return schema.files.flatMap { file in
      file.imports.compactMap { statement in
        guard let package = packages[statement.path], package != file.package,
          isReachable(file.package, from: package, by: imported)
        else { return nil }
        return Finding(
          statement.element.place, "package \(package) leads back to \(file.package)")
      }
    }
  }

  private static func isReachable(
    _ package: String, from start: String, by imported: [String: Set<String>]
  ) -> Bool {
    var seen: Set<String> = []
    var open = [start]
    while let next = open.popLast() {
      if next == package { return true }
      if seen.insert(next).inserted { open += imported[next] ?? [] }
    }
    return false
  }

  private static func importsOfUnstable(_ schema: Schema) -> [Finding] {
    let unstable = (schema.files + schema.imported).filter { file in
      PackageVersion(ofPackage: file.package)?.isStable == false
    }
    let packages = Dictionary(uniqueKeysWithValues: unstable.map { ($0.path, $0.package) })
    return schema.files.filter { PackageVersion(ofPackage: $0.package)?.isStable == true }
      .flatMap(\.imports).compactMap { statement in
        packages[statement.path].map { package in
          Finding(statement.element.place, "package \(package) is not stable")
        }
      }
  }
}

import Foundation
import Testing

@Suite("Layout rules")
struct LayoutRules {
  @Test("the top level holds what belongs there and nothing else")
  func topLevel() throws {
    let allowed: Set<String> = [
      "Package.swift", "Services", "Shared", "Protos", "Tests", "compose.yaml", "Makefile",
      "README.md",
    ]
    let entries = try FileManager.default.contentsOfDirectory(
      atPath: Repository.root.path())
    let findings = entries.filter { entry in
      !entry.hasPrefix(".") && entry != "Package.resolved" && !allowed.contains(entry)
    }
    expectNone(findings.sorted(), "does not belong to the top level")
  }

  @Test(
    "every service has the same four layers and a README",
    arguments: ["Directory", "Gamification", "Learning", "Coaching", "Quality"])
  func layers(service: String) {
    for entry in ["Domain", "Store/Migrations", "Handlers", "Main", "README.md"] {
      let path = Repository.root.appending(path: "Services/\(service)/\(entry)").path()
      #expect(FileManager.default.fileExists(atPath: path), "\(service) lacks \(entry)")
    }
  }

  @Test(
    "the list of migrations in Swift is the folder, numbered without gaps",
    arguments: ["Directory", "Gamification", "Learning", "Coaching", "Quality"])
  func migrations(service: String) throws {
    let store = "Services/\(service)/Store"
    let names = try FileManager.default.contentsOfDirectory(
      atPath: Repository.root.appending(path: "\(store)/Migrations").path()
    ).sorted()
    let list = try #require(
      Repository.sources.first { $0.path == "\(store)/Migrations.swift" })
    for name in names {
      let resource = name.replacing(".", with: "_")
      #expect(list.text.contains(resource), "\(name) is not in Migrations.swift")
    }
    let numbers = names.compactMap { $0.firstMatch(of: /^V(\d{4})_/).flatMap { Int($0.1) } }
    #expect(numbers.count == names.count, "names begin with V and four digits")
    // Version 1 is the infrastructure, which Postgres brings along.
    #expect(numbers == Array(2..<(2 + numbers.count)))
  }
}

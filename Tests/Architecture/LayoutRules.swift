import Foundation
import Postgres
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
    "the migrations of a service are numbered without gaps, and those in files are the folder",
    arguments: StatementRules.stores)
  func migrations(store: StatementRules.Store) throws {
    let folder = Repository.root.appending(path: "Services/\(store.service)/Store/Migrations")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path()).sorted()
    #expect(store.migrations.map(\.version) == Array(1...store.migrations.count))
    // The others belong to the infrastructure, which Postgres brings along.
    let listed = try store.migrations.compactMap { migration -> String? in
      let digits = String(migration.version)
      let number = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
      let name = "V\(number)_\(migration.name).sql"
      guard files.contains(name) else { return nil }
      let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
      #expect(migration.sql == text, "\(name) is not what Migrations.swift has")
      return name
    }
    #expect(listed == files)
  }
}

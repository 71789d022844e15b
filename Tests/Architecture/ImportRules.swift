import Foundation
import Subprocess
import Testing

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

@Suite("Import rules")
struct ImportRules {
  /// One target of Package.swift with the targets it names as dependencies.
  struct Target: Decodable {
    let name: String
    let type: String
    let path: String?
    let dependencies: [Dependency]

    struct Dependency: Decodable {
      let byName: [String?]?
      let target: [String?]?
    }

    var targetDependencies: [String] {
      dependencies.compactMap { ($0.byName ?? $0.target)?.first ?? nil }
    }
  }

  private struct Manifest: Decodable {
    let targets: [Target]
  }

  private static let services = ["Directory", "Gamification", "Learning", "Coaching", "Quality"]

  /// How high a target stands; it may depend on lower ones only.
  private static func level(of target: Target) -> Int? {
    switch target.name {
    case "Kernel", "CNGHTTP2", "CProtobufC", "CPostgreSQL", "CZlib": return 0
    case "CProtobufArena": return 1
    case "Protobuf", "CWellKnownMessages", "OperatorDomain", "MessageGenerator", "Postgres",
      "HTTP2", "Compression", "Auth", "Settings", "Observability":
      return 2
    case "CMessages", "CTestMessages", "CBenchmarkMessages", "CInteropMessages", "ProtobufJSON":
      return 3
    case "WellKnownMessages": return 4
    case "RPC", "TestMessages": return 5
    case "Messages", "BenchmarkMessages", "InteropMessages": return 6
    case "ServiceHost", "InteropSupport": return 7
    default: break
    }
    if target.name.hasSuffix("Domain") { return 2 }
    if target.name.hasSuffix("Store") { return 3 }
    if target.name.hasSuffix("Handlers") { return 7 }
    if target.type == "executable" { return 8 }
    return nil
  }

  private static func targets() async throws -> [Target] {
    let result = try await run(
      // The running tests hold the lock of the usual build folder.
      .name("swift"), arguments: ["package", "--scratch-path", ".build/manifest", "dump-package"],
      workingDirectory: FilePath(Repository.root.path()),
      output: .string(limit: 10_000_000))
    return try JSONDecoder().decode(Manifest.self, from: Data(result.standardOutput.utf8))
      .targets
  }

  @Test("a target depends on lower ones only")
  func levels() async throws {
    let targets = try await Self.targets().filter {
      $0.type != "test" && $0.name != "TestSupport"
    }
    let byName = Dictionary(uniqueKeysWithValues: targets.map { ($0.name, $0) })
    var findings: [String] = []
    for target in targets {
      guard let level = Self.level(of: target) else {
        findings.append("\(target.name) has no level")
        continue
      }
      for name in target.targetDependencies {
        guard let dependency = byName[name], let lower = Self.level(of: dependency) else {
          continue
        }
        if lower >= level { findings.append("\(target.name) -> \(name)") }
      }
    }
    expectNone(findings, "arrows point down")
  }

  @Test("only tests and fuzz programs see what is internal, so that all else builds for release")
  func testableImports() async throws {
    let findings = try await Self.targets().filter { $0.type != "test" }.compactMap(\.path)
      .filter { !$0.hasPrefix("Tests/Fuzz") }
      .flatMap { Repository.files(under: $0, extensions: ["swift"]) }
      .filter { $0.text.contains("@testable") }.map(\.path)
    expectNone(findings, "no @testable outside of tests")
  }

  @Test("services do not know each other")
  func serviceBoundaries() async throws {
    var findings: [String] = []
    for target in try await Self.targets() where target.type != "test" {
      guard let own = Self.services.first(where: { Self.belongs(target.name, to: $0) }) else {
        continue
      }
      for name in target.targetDependencies {
        let other = Self.services.first { Self.belongs(name, to: $0) }
        if let other, other != own { findings.append("\(target.name) -> \(name)") }
      }
    }
    expectNone(findings, "services meet through Messages and RPC")
  }

  @Test("rules know neither wire nor database, handlers no database, stores no wire")
  func layers() {
    let forbidden: [(folder: String, modules: Set<String>)] = [
      ("Domain", ["Messages", "WellKnownMessages", "RPC", "Postgres", "Auth"]),
      ("Handlers", ["Postgres", "ServiceHost"]),
      ("Store", ["Messages", "WellKnownMessages", "RPC"]),
    ]
    var findings: [String] = []
    for service in Self.services {
      for (folder, modules) in forbidden {
        let files = Repository.files(
          under: "Services/\(service)/\(folder)", extensions: ["swift"])
        for file in files {
          let bad = Self.imports(of: file).filter {
            modules.contains($0) || (folder == "Handlers" && $0.hasSuffix("Store"))
          }
          findings += bad.map { "\(file.path) imports \($0)" }
        }
      }
    }
    expectNone(findings, "the layer does not know that module")
  }

  @Test("each C module has one owner")
  func cModules() {
    let owners = [
      "CNGHTTP2": "Shared/HTTP2/", "CPostgreSQL": "Shared/Postgres/",
      "CProtobufC": "Shared/Protobuf/", "CZlib": "Shared/Compression/",
    ]
    var findings: [String] = []
    for file in Repository.sources {
      for module in Self.imports(of: file) {
        guard let owner = owners[module], !file.path.hasPrefix(owner) else { continue }
        findings.append("\(file.path) imports \(module)")
      }
    }
    expectNone(findings, "only its owner imports a C module")
  }

  @Test("the product talks to Foundation where a library needs it and nowhere in the hot path")
  func foundation() {
    let hot = [
      "Shared/HTTP2/", "Shared/RPC/", "Shared/Protobuf/", "Shared/ProtobufJSON/", "Shared/Kernel/",
    ]
    // Read once per client, not per call.
    let cold = ["Shared/RPC/Client/ServiceConfig/JSONValue.swift"]
    let findings = Repository.productSources.filter { file in
      hot.contains { file.path.hasPrefix($0) } && !cold.contains(file.path)
        && Self.imports(of: file).contains { $0.hasPrefix("Foundation") }
    }.map(\.path)
    expectNone(findings, "no Foundation here")
  }

  private static func belongs(_ target: String, to service: String) -> Bool {
    target == service.lowercased()
      || ["Domain", "Store", "Handlers"].contains { target == service + $0 }
  }

  private static func imports(of file: Repository.File) -> [String] {
    file.lines.compactMap { line in
      line.firstMatch(
        of: /^\s*(?:@testable )?(?:(?:package|public|internal|private) )?import (\w+)/
      ).map { String($0.1) }
    }
  }
}

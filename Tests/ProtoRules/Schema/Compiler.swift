import Foundation
import Subprocess
import Testing

@testable import MessageGenerator

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// Makes schemas with protoc.
enum Compiler {
  /// Compiles every proto file below a folder.
  ///
  /// - Parameters:
  ///   - folder: What the paths of imports start from.
  ///   - importPath: Further such folders, separated by colons.
  ///   - isChecked: Whether a file is checked, not only there to be imported.
  /// - Returns: What the files declare.
  /// - Throws: When they do not compile.
  static func schema(
    of folder: URL, importPath: String? = nil,
    checking isChecked: (_ path: String) -> Bool = { _ in true }
  ) async throws -> Schema {
    let files = protoFiles(below: folder)
    try #require(!files.isEmpty, "no proto files in \(folder.path())")
    let imports = importPath.map { ["-I", $0] } ?? []
    let result = try await run(
      .name("protoc"),
      arguments: Arguments(
        ["-I", folder.path()] + imports + [
          "--include_imports", "--include_source_info", "--descriptor_set_out=/dev/stdout",
        ] + files),
      output: .bytes(limit: 100_000_000), error: .string(limit: 1_000_000))
    try #require(result.terminationStatus.isSuccess, "protoc: \(result.standardError)")
    let own = Set(files)
    return try Schema(
      result.standardOutput, unusedImports: unusedImports(in: result.standardError),
      checking: { own.contains($0) && isChecked($0) })
  }

  /// The paths of the proto files below a folder, from there, in order.
  private static func protoFiles(below folder: URL) -> [String] {
    let enumerator = FileManager.default.enumerator(atPath: folder.path())
    var files: [String] = []
    while let path = enumerator?.nextObject() as? String {
      if path.hasSuffix(".proto") { files.append(path) }
    }
    return files.sorted()
  }

  /// Reads the warnings of protoc.
  ///
  /// They look like `a.proto:3:1: warning: Import b.proto is unused.`
  private static func unusedImports(in warnings: String) -> [String: Set<String>] {
    var unused: [String: Set<String>] = [:]
    let pattern = /(?m)^(.+?):\d+:\d+: warning: Import (.+) is unused\.$/
    for match in warnings.matches(of: pattern) {
      unused[String(match.1), default: []].insert(String(match.2))
    }
    return unused
  }
}

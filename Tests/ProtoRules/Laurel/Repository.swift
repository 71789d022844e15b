import Foundation
import Subprocess
import Testing

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// A repository with proto files in its folder `Protos`.
struct Repository: Sendable {
  let root: URL

  static let laurel = Repository(
    root: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent())

  var protos: URL { root.appending(path: "Protos") }

  /// The last tag before the present commit; nil when there is none, or no history at all.
  func lastTag() async throws -> String? {
    guard FileManager.default.fileExists(atPath: root.appending(path: ".git").path()) else {
      return nil
    }
    let tags = try await git("tag", "--merged", "HEAD")
    return tags.isEmpty ? nil : try await git("describe", "--tags", "--abbrev=0")
  }

  /// Runs `work` with the folder of the proto files as they were at a tag.
  func withProtos<Value>(
    of tag: String, _ work: (URL) async throws -> Value
  ) async throws -> Value {
    try await withTemporaryFolder { folder in
      let archive = folder.appending(path: "protos.tar").path()
      _ = try await git("archive", "--output", archive, tag, "Protos")
      _ = try await output(of: "tar", ["-xf", archive, "-C", folder.path()])
      return try await work(folder.appending(path: "Protos"))
    }
  }

  /// What git prints for a command, which has to succeed.
  func git(_ arguments: String...) async throws -> String {
    try await output(of: "git", ["-C", root.path()] + arguments)
  }

  /// Where the protos of google are, for ``Compiler``.
  func googleProtos() async throws -> String {
    let script = root.appending(path: "Shared/MessageGenerator/google-protos.sh")
    return try await output(of: "sh", [script.path()])
  }

  private func output(of program: String, _ arguments: [String]) async throws -> String {
    let result = try await run(
      .name(program), arguments: Arguments(arguments), output: .string(limit: 1_000_000),
      error: .string(limit: 1_000_000))
    try #require(
      result.terminationStatus.isSuccess,
      "\(program) \(arguments.joined(separator: " ")): \(result.standardError)")
    return result.standardOutput.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}

import Foundation
import Testing

@Suite("Repository")
struct RepositoryTests {
  @Test("without history or without a tag there is no last tag")
  func noTag() async throws {
    try await withTemporaryFolder { folder in
      let repository = Repository(root: folder)
      var tag = try await repository.lastTag()
      #expect(tag == nil)
      try await repository.begin()
      try await repository.commit("first.proto", "syntax = \"proto3\";\n")
      tag = try await repository.lastTag()
      #expect(tag == nil)
    }
  }

  @Test("the protos of the last tag are those of its commit")
  func tagged() async throws {
    try await withTemporaryFolder { folder in
      let repository = Repository(root: folder)
      try await repository.begin()
      try await repository.commit("a.proto", "syntax = \"proto3\"; message A {}\n")
      _ = try await repository.git("tag", "v1.0.0")
      try await repository.commit("b.proto", "syntax = \"proto3\"; message B { int32 b = 1; }\n")
      _ = try await repository.git("tag", "v1.1.0")
      try await repository.commit("a.proto", "syntax = \"proto3\"; message Other {}\n")
      try await repository.commit("b.proto", "syntax = \"proto3\"; message B { }\n")

      let tag = try #require(try await repository.lastTag())
      #expect(tag == "v1.1.0")
      let now = try await Compiler.schema(of: repository.protos)
      let before = try await repository.withProtos(of: tag) { try await Compiler.schema(of: $0) }
      let violations = BreakingRule.all.flatMap { $0.violations(from: before, to: now) }
      #expect(
        violations.map(\.description) == [
          "a.proto: A: was deleted from the file (MESSAGE_NO_DELETE)",
          "b.proto:1: B: field 1, b, was deleted (FIELD_NO_DELETE)",
        ])
    }
  }
}

extension Repository {
  /// Makes the repository, whatever the settings of who runs the tests.
  fileprivate func begin() async throws {
    _ = try await git("init", "--quiet")
    for (key, value) in [
      ("user.name", "Laurel"), ("user.email", "laurel@example.com"), ("commit.gpgSign", "false"),
      ("tag.gpgSign", "false"),
    ] {
      _ = try await git("config", key, value)
    }
  }

  /// Commits a file of `Protos`.
  fileprivate func commit(_ name: String, _ text: String) async throws {
    try FileManager.default.createDirectory(at: protos, withIntermediateDirectories: true)
    try text.write(to: protos.appending(path: name), atomically: true, encoding: .utf8)
    _ = try await git("add", "Protos")
    _ = try await git("commit", "--quiet", "--message", name)
  }
}

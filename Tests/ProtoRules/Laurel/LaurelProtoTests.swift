import Testing

/// The protos of the suite, held to the rules.
///
/// Rules for writing do not look at `grpc`, which others have written. Rules for changing do: they
/// are promises too. One test after the other, because the first may have to fetch google's protos.
@Suite("The protos of Laurel", .serialized)
struct LaurelProtoTests {
  @Test("keep the rules for writing, except where the table says why not")
  func writing() async throws {
    let repository = Repository.laurel
    let schema = try await Compiler.schema(
      of: repository.protos, importPath: try await repository.googleProtos(),
      checking: { !$0.hasPrefix("grpc/") && !$0.hasPrefix("google/") })
    try #require(schema.files.contains { $0.path == "laurel/quality/v1/form.proto" })
    let violations = LintRule.all.flatMap { $0.violations(in: schema) }
    for violation in violations
    where !LintException.all.contains(where: { $0.excuses(violation) }) {
      Issue.record("\(violation)")
    }
    for exception in LintException.all where !violations.contains(where: exception.excuses) {
      Issue.record("\(exception.name) keeps \(exception.rule) and needs no exception")
    }
  }

  /// Before the first tag nobody was promised anything, and there is nothing to compare with.
  @Test("keep everything that callers of the last tag rely on")
  func changing() async throws {
    let repository = Repository.laurel
    guard let tag = try await repository.lastTag() else { return }
    let google = try await repository.googleProtos()
    let now = try await Compiler.schema(of: repository.protos, importPath: google)
    let before = try await repository.withProtos(of: tag) { folder in
      try await Compiler.schema(of: folder, importPath: google)
    }
    for violation in BreakingRule.all.flatMap({ $0.violations(from: before, to: now) }) {
      Issue.record("since \(tag): \(violation)")
    }
  }
}

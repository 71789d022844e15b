import Postgres
import Testing

@Suite("Migration rules")
struct MigrationRules {
  /// What an applied migration does against a rule, and why that may stay.
  ///
  /// An applied migration is never edited, so it cannot carry the exception itself.
  private struct KnownException: Hashable {
    let service: String
    let version: Int
    let rule: MigrationLint.Rule
    let reason: String
  }

  private static let knownExceptions: [KnownException] = []

  @Test(
    "every migration can be applied while the release before it serves",
    arguments: StatementRules.stores)
  func migrations(store: StatementRules.Store) {
    #expect(!store.migrations.isEmpty)
    let known = Self.knownExceptions.filter { $0.service == store.service }
    let findings = MigrationLint.findings(in: store.migrations).filter { finding in
      !known.contains { $0.version == finding.version && $0.rule == finding.rule }
    }
    expectNone(
      findings.map(\.description),
      "see Shared/Postgres/README.md, Migrations, for how to do it, or for an exception")
  }
}

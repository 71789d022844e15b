import CoachingStore
import DirectoryStore
import GamificationStore
import LearningStore
import QualityStore
import TestSupport
import Testing

@testable import Postgres

@Suite("Statement rules")
struct StatementRules {
  /// The statements and migrations of one service.
  struct Store: CustomTestStringConvertible {
    let service: String
    let migrations: [Migration]
    let statements: [any Statement.Type]
    var testDescription: String { service }

    /// Makes a database with the schema of the service.
    func makeDatabase() async throws -> (TestDatabase, SchemaName) {
      let schema = try SchemaName(parsing: service.lowercased(), field: "schema")
      return (
        try await TestCluster.current.makeDatabase(schema: schema, migrations: migrations), schema
      )
    }
  }

  static var stores: [Store] {
    [
      Store(
        service: "Directory", migrations: DirectoryMigrations.all,
        statements: directoryStatements),
      Store(
        service: "Gamification", migrations: GamificationMigrations.all,
        statements: gamificationStatements),
      Store(
        service: "Learning", migrations: LearningMigrations.all, statements: learningStatements),
      Store(
        service: "Coaching", migrations: CoachingMigrations.all, statements: coachingStatements),
      Store(service: "Quality", migrations: QualityMigrations.all, statements: qualityStatements),
    ]
  }

  @Test("the list of statements is what the sources of a store declare", arguments: stores)
  func lists(store: Store) {
    let declared = Repository.files(
      under: "Services/\(store.service)/Store", extensions: ["swift"]
    ).flatMap { file in
      file.text.matches(of: /(?m)^\s*struct (\w+): (?:[\w, ]*)\b(?:Statement|Query)\b/).map {
        String($0.1)
      }
    }
    #expect(store.statements.map { "\($0)" }.sorted() == declared.sorted())
  }

  @Test("a query changes nothing and locks nothing", arguments: stores)
  func queries(store: Store) {
    for query in store.statements where query is any Query.Type {
      #expect(
        !query.sql.contains(/(?i)\b(insert|update|delete|merge|truncate|share|nextval)\b/),
        "\(query)")
    }
  }

  @Test(
    "what only selects is a query, so that it is repeated when a connection is lost",
    arguments: stores)
  func selects(store: Store) {
    for statement in store.statements where "\(statement)".hasPrefix("Select") {
      #expect(statement is any Query.Type, "\(statement)")
    }
  }

  @Test(
    "every statement can be prepared by the application role, and its decoder reads its columns",
    arguments: stores)
  func prepares(store: Store) async throws {
    let examples = RowExamples(migrations: store.migrations, words: Self.words)
    let (database, _) = try await store.makeDatabase()
    try await RuleSession.with(database.appURL) { session in
      for statement in store.statements {
        try await Self.check("\(statement)") {
          Self.problem(
            of: statement,
            columns: try await session.columnTypes(of: statement.sql, name: "\(statement)"),
            examples)
        }
      }
    }
  }

  /// Reports what a check finds, and what the server does not accept.
  private static func check(_ name: String, _ problem: () async throws -> String?) async throws {
    do {
      if let problem = try await problem() { Issue.record("\(name): \(problem)") }
    } catch let error as PostgresError {
      Issue.record("\(name): \(error.serverError?.message ?? "\(error.logMetadata)")")
    }
  }

  /// What some columns hold that only the program knows: metrics and roles; then a snapshot and a
  /// transaction.
  private static let words = ["quality_score", "agent", "handle_seconds", "10:20:", "10"]

  private static func problem<S: Statement>(
    of statement: S.Type, columns types: [UInt32], _ examples: RowExamples
  ) -> String? {
    examples.problem(columns: types, S.decode)
  }

  private static func problem<S: SchemaStatement>(
    of statement: S.Type, columns types: [UInt32], _ examples: RowExamples
  ) -> String? {
    examples.problem(columns: types, S.decode)
  }

  @Test("the decoders of shared statements read their columns")
  func sharedColumns() async throws {
    let store = try #require(Self.stores.first)
    let examples = RowExamples(migrations: store.migrations, words: Self.words)
    let (database, schema) = try await store.makeDatabase()
    try await RuleSession.with(database.appURL) { session in
      for statement in sharedStatements where !Self.isCommand(statement) {
        try await Self.check("\(statement)") {
          Self.problem(
            of: statement,
            columns: try await session.columnTypes(
              of: statement.sql(schema: schema), name: "\(statement)"), examples)
        }
      }
    }
  }

  /// Whether a statement has no rows; its parameters may have types that only its bindings tell.
  private static func isCommand<S: SchemaStatement>(_ statement: S.Type) -> Bool {
    S.Row.self == Void.self
  }

  @Test("the list of shared statements is what the sources of the store declare")
  func sharedList() {
    let declared = Repository.files(under: "Shared/Postgres", extensions: ["swift"]).flatMap {
      $0.text.matches(of: /(?m)^\s*(?:private )?struct (\w+): Schema(?:Statement|Query)\b/).map {
        String($0.1)
      }
    }
    #expect(sharedStatements.map { "\($0)" }.sorted() == declared.sorted())
  }
}

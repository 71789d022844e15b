import CoachingStore
import DirectoryStore
import GamificationStore
import LearningStore
import Logging
import Postgres
import QualityStore
import TestSupport
import Testing

@Suite("Statement rules")
struct StatementRules {
  /// The statements and migrations of one service.
  struct Store: CustomTestStringConvertible {
    let service: String
    let migrations: [Migration]
    let statements: [any Statement.Type]
    var testDescription: String { service }
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

  @Test("every statement can be prepared by the application role", arguments: stores)
  func prepares(store: Store) async throws {
    let schema = try SchemaName(parsing: store.service.lowercased(), field: "schema")
    let database = try await TestCluster.current.makeDatabase(
      schema: schema, migrations: store.migrations)
    try await PostgresSession.withSession(
      database.appURL, connectTimeout: .seconds(10), statementTimeout: .seconds(10),
      logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
    ) { session in
      for statement in store.statements {
        do {
          try await session.run(
            script: "PREPARE \"\(statement)\" AS \(statement.sql)", name: "\(statement)")
        } catch let error as PostgresError {
          Issue.record("\(statement): \(error.logMetadata)")
        }
      }
    }
  }
}

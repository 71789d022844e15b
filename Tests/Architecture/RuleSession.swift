import Logging
import Postgres

/// A connection for a rule.
enum RuleSession {
  static func with<Result: Sendable>(
    _ url: DatabaseURL, _ body: (PostgresSession) async throws -> Result
  ) async throws -> Result {
    try await PostgresSession.withSession(
      url, connectTimeout: .seconds(10), statementTimeout: .seconds(60),
      logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }), body)
  }
}

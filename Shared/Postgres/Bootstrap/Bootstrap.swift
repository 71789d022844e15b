package import Kernel
package import Logging

/// The roles of one service and their passwords.
package struct ServiceRoles: Sendable {
  package var schema: SchemaName
  /// The password of ``SchemaName/ownerRole``.
  package var ownerPassword: String
  /// The password of ``SchemaName/applicationRole``.
  package var applicationPassword: String

  /// Makes the roles of a service.
  ///
  /// - Throws: ``ValidationError`` when a password is not 8 to 128 printable ASCII characters.
  package init(
    schema: SchemaName, ownerPassword: String, applicationPassword: String
  ) throws(ValidationError) {
    for (field, password) in [
      ("owner_password", ownerPassword), ("application_password", applicationPassword),
    ] {
      guard (8...128).contains(password.utf8.count),
        password.utf8.allSatisfy({ (0x21...0x7e).contains($0) })
      else {
        throw ValidationError(
          field: field, reason: "must have 8 to 128 printable ASCII characters without spaces")
      }
    }
    self.schema = schema
    self.ownerPassword = ownerPassword
    self.applicationPassword = applicationPassword
  }
}

/// Prepares a server for the suite: one database, and for each service a schema with two roles.
///
/// It may run any number of times; passwords are set anew each time.
package struct Bootstrap: Sendable {
  /// Limits of the application roles, as a second fence behind those of the connection.
  package struct Limits: Hashable, Sendable {
    package var connectTimeout: Duration
    package var statementTimeout: Duration
    package var idleInTransactionTimeout: Duration

    package init(
      connectTimeout: Duration = .seconds(5), statementTimeout: Duration = .seconds(30),
      idleInTransactionTimeout: Duration = .seconds(60)
    ) {
      self.connectTimeout = connectTimeout
      self.statementTimeout = statementTimeout
      self.idleInTransactionTimeout = idleInTransactionTimeout
    }
  }

  private let database: String
  private let services: [ServiceRoles]
  private let limits: Limits

  package init(database: String, services: [ServiceRoles], limits: Limits = Limits()) {
    self.database = database
    self.services = services
    self.limits = limits
  }

  /// Makes the database if it is missing.
  ///
  /// The URL connects as a superuser to any other database of the server.
  package func createDatabase(_ url: DatabaseURL, logger: Logger) async throws {
    try await withSession(url, logger: logger) { session in
      guard try await session.execute(SelectDatabase(name: database)).isEmpty else { return }
      try await session.run(
        script:
          "CREATE DATABASE \(SQLText.identifier(database)) ENCODING 'UTF8' TEMPLATE template0",
        name: "CreateDatabase")
    }
  }

  /// Makes schemas, roles and privileges.
  ///
  /// The URL connects as a superuser to the suite's database.
  package func createServices(_ url: DatabaseURL, logger: Logger) async throws {
    try await withSession(url, logger: logger) { session in
      // Roles belong to the whole server: two bootstraps of it must not run at a time.
      let script =
        ["BEGIN", "SELECT pg_advisory_xact_lock(7161723)", revocations]
        + services.map(script) + ["COMMIT"]
      try await session.run(script: script.joined(separator: ";\n"), name: "CreateServices")
    }
  }

  private func withSession(
    _ url: DatabaseURL, logger: Logger, _ body: (PostgresSession) async throws -> Void
  ) async throws {
    try await PostgresSession.withSession(
      url, connectTimeout: limits.connectTimeout, statementTimeout: .seconds(60),
      logger: logger, body)
  }

  private var revocations: String {
    """
    REVOKE ALL ON DATABASE \(SQLText.identifier(database)) FROM PUBLIC;
    REVOKE ALL ON SCHEMA public FROM PUBLIC
    """
  }

  private func script(_ service: ServiceRoles) -> String {
    let schema = service.schema
    let owner = schema.ownerRole
    let application = schema.applicationRole
    let ownerSecret = SQLText.literal(SCRAMSecret(password: service.ownerPassword).text)
    let applicationSecret = SQLText.literal(
      SCRAMSecret(password: service.applicationPassword).text)
    return """
      DO $$ BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '\(owner)') THEN
          CREATE ROLE \(owner);
        END IF;
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '\(application)') THEN
          CREATE ROLE \(application);
        END IF;
      END $$;
      ALTER ROLE \(owner) LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS
        PASSWORD \(ownerSecret);
      ALTER ROLE \(application) LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS
        PASSWORD \(applicationSecret);
      ALTER ROLE \(owner) SET search_path = '';
      ALTER ROLE \(application) SET search_path = '';
      ALTER ROLE \(application) SET statement_timeout = \(milliseconds(limits.statementTimeout));
      ALTER ROLE \(application) SET idle_in_transaction_session_timeout
        = \(milliseconds(limits.idleInTransactionTimeout));
      GRANT CONNECT ON DATABASE \(SQLText.identifier(database)) TO \(owner), \(application);
      GRANT TEMPORARY ON DATABASE \(SQLText.identifier(database)) TO \(application);
      CREATE SCHEMA IF NOT EXISTS \(schema) AUTHORIZATION \(owner);
      REVOKE ALL ON SCHEMA \(schema) FROM PUBLIC;
      GRANT USAGE ON SCHEMA \(schema) TO \(application);
      ALTER DEFAULT PRIVILEGES FOR ROLE \(owner) REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
      ALTER DEFAULT PRIVILEGES FOR ROLE \(owner) IN SCHEMA \(schema)
        GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO \(application);
      ALTER DEFAULT PRIVILEGES FOR ROLE \(owner) IN SCHEMA \(schema)
        GRANT USAGE ON SEQUENCES TO \(application);
      ALTER DEFAULT PRIVILEGES FOR ROLE \(owner) IN SCHEMA \(schema)
        GRANT EXECUTE ON FUNCTIONS TO \(application)
      """
  }

  private func milliseconds(_ duration: Duration) -> Int { Int(duration / .milliseconds(1)) }
}

private struct SelectDatabase: Query {
  static let sql = "SELECT datname FROM pg_catalog.pg_database WHERE datname = $1"

  var name: String

  func bind(to bindings: inout Bindings) { bindings.append(name) }

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> String {
    try row.read()
  }
}

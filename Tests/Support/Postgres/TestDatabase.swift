internal import Logging
package import Postgres

/// A database of one test.
package struct TestDatabase: Sendable {
  /// The port of the server.
  package let port: Int
  private let password: String
  /// The name of the database.
  package let name: String
  /// The schemas in it.
  package let services: [SchemaName]

  init(port: Int, name: String, password: String, services: [SchemaName]) {
    precondition(!services.isEmpty, "a test database is made for a service")
    self.port = port
    self.name = name
    self.password = password
    self.services = services
  }

  /// The schema of the first service.
  package var schema: SchemaName { services[0] }

  /// Connects as the owner of the first service's schema.
  package var ownerURL: DatabaseURL { url(user: schema.ownerRole) }

  /// Connects as the application role of the first service.
  package var appURL: DatabaseURL { url(user: schema.applicationRole) }

  /// Connects as a superuser.
  package var superuserURL: DatabaseURL { url(user: "postgres") }

  /// Connects as any role, through another port if one is given.
  package func url(user: String, port: Int? = nil) -> DatabaseURL {
    DatabaseURL(
      host: "127.0.0.1", port: port ?? self.port, user: user, password: password, database: name)
  }

  /// Connects as any role to whichever of some servers takes writes.
  package func writableURL(user: String, ports: [Int]) throws -> DatabaseURL {
    let hosts = ports.map { "127.0.0.1:\($0)" }.joined(separator: ",")
    return try DatabaseURL(
      parsing: "postgresql://\(user)@\(hosts)/\(name)?target_session_attrs=read-write",
      field: "url"
    ).adding(password: password)
  }

  /// Makes a pool of the application role of a service, the first one by default.
  package func makePool(
    schema: SchemaName? = nil, limits: PostgresLimits = TestDatabase.limits, port: Int? = nil
  ) -> PostgresPool {
    let schema = schema ?? self.schema
    return makePool(schema, url(user: schema.applicationRole, port: port), limits)
  }

  /// Makes a pool of the application role of the first service, which follows the writable one of
  /// some servers.
  package func makePool(
    ports: [Int], limits: PostgresLimits = TestDatabase.limits
  ) throws -> PostgresPool {
    makePool(schema, try writableURL(user: schema.applicationRole, ports: ports), limits)
  }

  private func makePool(
    _ schema: SchemaName, _ url: DatabaseURL, _ limits: PostgresLimits
  ) -> PostgresPool {
    PostgresPool(
      url: url, schema: schema, limits: limits,
      logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
  }

  /// Small numbers, and times that a busy machine keeps.
  package static var limits: PostgresLimits {
    PostgresLimits(
      connectionsMax: 4, waitersMax: 64, leaseTimeout: .seconds(20),
      connectTimeout: .seconds(20), statementTimeout: .seconds(20),
      idleInTransactionTimeout: .seconds(60))
  }
}

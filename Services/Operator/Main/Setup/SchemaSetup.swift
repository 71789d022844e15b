internal import Foundation
internal import Kernel
internal import Logging
internal import Postgres
internal import Settings

/// Brings the database of a suite up to date: roles and schemas, then every service's migrations.
struct SchemaSetup: Sendable {
  let secrets: SecretsFolder
  /// Where PostgreSQL listens.
  let host: String
  let port: Int
  /// The folder with the services' executables.
  let programs: String

  /// The database of the suite.
  static var database: String { "laurel" }

  /// A migration that was applied or is pending.
  struct Step: Sendable {
    let service: SuiteService
    let version: String
    let name: String
  }

  private var logger: Logger {
    Logger(label: "laurel", factory: { _ in SwiftLogNoOpLogHandler() })
  }

  func superuserURL(database: String) throws -> DatabaseURL {
    DatabaseURL(
      host: host, port: port, user: Cluster.superuser,
      password: try secrets.read(secrets.superuserPasswordFile), database: database)
  }

  /// The URL of a role of a service, without password.
  func url(role: String) -> String { "postgresql://\(role)@\(host):\(port)/\(Self.database)" }

  /// Makes the database, the schemas and the roles, and sets the passwords of the roles.
  func bootstrap() async throws {
    var roles: [ServiceRoles] = []
    for service in SuiteService.allCases {
      roles.append(
        try ServiceRoles(
          schema: service.schema,
          ownerPassword: try secrets.read(secrets.ownerPasswordFile(service)),
          applicationPassword: try secrets.read(secrets.applicationPasswordFile(service))))
    }
    let bootstrap = Bootstrap(database: Self.database, services: roles)
    try await bootstrap.createDatabase(superuserURL(database: "postgres"), logger: logger)
    try await bootstrap.createServices(superuserURL(database: Self.database), logger: logger)
  }

  /// Asks the database for a sign of life.
  func ping() async throws {
    try await PostgresSession.withSession(
      superuserURL(database: "postgres"), connectTimeout: .seconds(3),
      statementTimeout: .seconds(3), logger: logger
    ) { session in
      try await session.run(script: "SELECT 1", name: "Ping")
    }
  }

  /// Lets every service migrate its schema, or plan to.
  ///
  /// - Returns: The migrations that were applied, or are pending.
  /// - Throws: ``CommandFailure`` with the service's log when one fails.
  func migrate(isPlan: Bool) async throws -> [Step] {
    var steps: [Step] = []
    for service in SuiteService.allCases {
      let program = "\(programs)/\(service.name)"
      let outcome = try await ChildProcess.run(
        program, ["migrate"] + (isPlan ? ["--plan"] : []),
        environment: [
          ServiceSetting.databaseOwnerURL.name: url(role: service.schema.ownerRole),
          ServiceSetting.databaseOwnerPasswordFile.name: secrets.ownerPasswordFile(service),
        ])
      guard outcome.isSuccess else {
        throw CommandFailure("\(service.name) could not be migrated:\n\(outcome.said)")
      }
      steps += Self.steps(of: service, in: outcome.errors)
    }
    return steps
  }

  /// Reads the log of a service's `migrate`: JSON, a line each.
  private static func steps(of service: SuiteService, in log: String) -> [Step] {
    log.split(separator: "\n").compactMap { line in
      guard
        let fields = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
        let message = fields["message"] as? String, ["applied", "pending"].contains(message),
        let version = fields["version"], let name = fields["name"] as? String
      else { return nil }
      return Step(service: service, version: "\(version)", name: name)
    }
  }
}

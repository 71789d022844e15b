internal import Foundation
internal import Logging
package import Postgres
internal import Subprocess

/// A private PostgreSQL for the tests of one process.
///
/// It starts with the first database and ends with the process. Each test gets a database of its
/// own, cloned from a template that was migrated once.
package actor TestCluster {
  /// The cluster that the tests of this process share.
  package static let current = TestCluster()

  /// The services of a database.
  package struct Service: Hashable, Sendable {
    package var schema: SchemaName
    package var migrations: [Migration]

    package init(schema: SchemaName, migrations: [Migration]) {
      self.schema = schema
      self.migrations = migrations
    }
  }

  /// Why there is no cluster.
  package struct Failure: Error, CustomStringConvertible {
    package let description: String
  }

  private static let password = "test-password"

  /// Whether what is committed outlives an immediate end of the server.
  private let isDurable: Bool
  /// The server whose standby this one is.
  private let primaryPort: Int?
  private var port: Int?
  private var folder = ""
  private var templates: [[Service]: String] = [:]
  private var databaseCount = 0
  private let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

  private var isBusy = false
  private var queue: [CheckedContinuation<Void, Never>] = []

  /// Makes a cluster that is not shared.
  package init(isDurable: Bool = false) {
    self.isDurable = isDurable
    primaryPort = nil
  }

  private init(standbyOf primaryPort: Int) {
    isDurable = true
    self.primaryPort = primaryPort
  }

  /// Ends the server as a crash would, and starts it again.
  package func restartImmediately() async throws {
    _ = try await runScript(
      #"""
      file="$1/data/postmaster.pid"
      # It may be about to start after another such end.
      attempt=0
      while [ ! -s "$file" ] && [ $attempt -lt 400 ]; do attempt=$((attempt + 1)); sleep 0.05; done
      touch "$1/restart" && kill -QUIT "$(head -n 1 "$file")"
      """#)
  }

  /// Ends the server as a crash would, for good.
  package func endImmediately() async throws {
    _ = try await runScript(#"kill -QUIT "$(head -n 1 "$1/data/postmaster.pid")""#)
  }

  /// Starts a standby of this server, without which no commit is acknowledged from now on.
  ///
  /// It ends with the process.
  package func startStandby() async throws -> (cluster: TestCluster, port: Int) {
    let standby = TestCluster(standbyOf: try await startedPort())
    let standbyPort = try await standby.startedPort()
    try await administer("ALTER SYSTEM SET synchronous_standby_names = '*'")
    try await administer("SELECT pg_reload_conf()")
    return (standby, standbyPort)
  }

  /// Runs a statement as a superuser.
  package func administer(_ sql: String) async throws {
    try await administer(port: try await startedPort()) { session in
      try await session.run(script: sql, name: "Administer")
    }
  }

  /// Limits the size of the files that connections from now on may write.
  package func limitFiles(bytesMax: Int) async throws {
    try await runScript(
      #"""
      as=
      [ "$(id -u)" != 0 ] || as="setpriv --reuid=postgres --regid=postgres --init-groups"
      $as prlimit --pid "$(head -n 1 "$1/data/postmaster.pid")" --fsize="$2:"
      """#, String(bytesMax))
  }

  /// Runs a script of the shell, whose first argument is the folder of the server.
  ///
  /// - Returns: What it prints.
  @discardableResult
  package func runScript(_ script: String, _ arguments: String...) async throws -> String {
    let result = try await run(
      .name("sh"), arguments: Arguments(["-ec", script, "sh", folder] + arguments),
      output: .string(limit: 65_536), error: .string(limit: 65_536))
    guard result.terminationStatus.isSuccess else {
      throw Failure(description: "a script failed: \(result.standardError)")
    }
    return result.standardOutput
  }

  /// Makes a database with one service's schema, roles and tables.
  package func makeDatabase(
    schema: SchemaName, migrations: [Migration]
  ) async throws -> TestDatabase {
    try await makeDatabase([Service(schema: schema, migrations: migrations)])
  }

  /// Makes a database with the schemas, roles and tables of some services.
  package func makeDatabase(_ services: [Service]) async throws -> TestDatabase {
    await waitForTurn()
    defer { endTurn() }
    let port = try await startedPort()
    let template = try await template(of: services, port: port)
    databaseCount += 1
    let name = "test_\(databaseCount)"
    try await administer(port: port) { session in
      try await session.run(
        script: "CREATE DATABASE \(name) TEMPLATE \(template) STRATEGY file_copy",
        name: "CloneDatabase")
      // Privileges on a database are not cloned with it.
      let roles = services.flatMap { [$0.schema.ownerRole, $0.schema.applicationRole] }
      try await session.run(
        script: """
          REVOKE ALL ON DATABASE \(name) FROM PUBLIC;
          GRANT CONNECT, TEMPORARY ON DATABASE \(name) TO \(roles.joined(separator: ", "))
          """, name: "GrantConnect")
    }
    return TestDatabase(
      port: port, name: name, password: Self.password, services: services.map(\.schema))
  }

  /// Makes the template of a set of services, once.
  private func template(of services: [Service], port: Int) async throws -> String {
    if let template = templates[services] { return template }
    let name = "template_\(templates.count + 1)"
    var roles: [ServiceRoles] = []
    for service in services {
      roles.append(
        try ServiceRoles(
          schema: service.schema, ownerPassword: Self.password,
          applicationPassword: Self.password))
    }
    let bootstrap = Bootstrap(database: name, services: roles)
    try await bootstrap.createDatabase(superuserURL(port: port, "postgres"), logger: logger)
    try await bootstrap.createServices(superuserURL(port: port, name), logger: logger)
    for service in services {
      let url = DatabaseURL(
        host: "127.0.0.1", port: port, user: service.schema.ownerRole, password: Self.password,
        database: name)
      try await Migrator(schema: service.schema, migrations: service.migrations)
        .migrate(url, logger: logger)
    }
    templates[services] = name
    return name
  }

  private func startedPort() async throws -> Int {
    if let port { return port }
    let result = try await run(
      .name("sh"),
      arguments: [
        "-c", TestClusterScript.text, "sh", String(ProcessInfo.processInfo.processIdentifier),
        Self.password, isDurable ? "on" : "off", primaryPort.map { String($0) } ?? "",
      ],
      output: .string(limit: 4_096), error: .string(limit: 65_536))
    let words = result.standardOutput.split(whereSeparator: \.isWhitespace)
    guard words.count == 2, let port = Int(words[0]) else {
      throw Failure(description: "PostgreSQL did not start: \(result.standardError)")
    }
    self.port = port
    folder = String(words[1])
    return port
  }

  private func administer(
    port: Int, _ body: @Sendable (PostgresSession) async throws -> Void
  ) async throws {
    try await PostgresSession.withSession(
      superuserURL(port: port, "postgres"), connectTimeout: .seconds(10),
      statementTimeout: .seconds(60), logger: logger, body)
  }

  private func superuserURL(port: Int, _ database: String) -> DatabaseURL {
    DatabaseURL(
      host: "127.0.0.1", port: port, user: "postgres", password: Self.password,
      database: database)
  }

  /// Databases are made one after another: a template must have no connections while it is copied.
  private func waitForTurn() async {
    guard isBusy else {
      isBusy = true
      return
    }
    await withCheckedContinuation { queue.append($0) }
  }

  private func endTurn() {
    guard queue.isEmpty else {
      queue.removeFirst().resume()
      return
    }
    isBusy = false
  }
}

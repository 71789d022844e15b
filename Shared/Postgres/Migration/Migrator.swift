internal import Kernel
package import Logging

/// Brings the schema of a service to the version of the program; forward only.
package struct Migrator: Sendable {
  /// The limits of a migration.
  package struct Limits: Hashable, Sendable {
    /// The longest attempt to connect.
    package var connectTimeout: Duration
    /// The longest wait for another process that migrates the same schema.
    package var turnTimeout: Duration
    /// The longest wait for a lock on a table; others queue behind it.
    package var lockTimeout: Duration
    /// The longest run of a script.
    package var statementTimeout: Duration
    /// The longest run of a script outside a transaction, its waits for others included: it makes
    /// an index, for example, while others go on.
    package var concurrentTimeout: Duration

    package init(
      connectTimeout: Duration = .seconds(5), turnTimeout: Duration = .seconds(30),
      lockTimeout: Duration = .seconds(1), statementTimeout: Duration = .seconds(5),
      concurrentTimeout: Duration = .seconds(3_600)
    ) {
      self.connectTimeout = connectTimeout
      self.turnTimeout = turnTimeout
      self.lockTimeout = lockTimeout
      self.statementTimeout = statementTimeout
      self.concurrentTimeout = concurrentTimeout
    }
  }

  private let schema: SchemaName
  private let migrations: [Migration]
  private let limits: Limits

  /// Makes a migrator.
  ///
  /// The migrations are in order, with the versions 1, 2, 3, …
  package init(schema: SchemaName, migrations: [Migration], limits: Limits = Limits()) {
    precondition(
      migrations.map(\.version) == Array(1..<(migrations.count + 1)),
      "the list of migrations in the program is in order and without gaps")
    self.schema = schema
    self.migrations = migrations
    self.limits = limits
  }

  /// The version that the program needs.
  package var requiredVersion: Int { migrations.count }

  /// Tells what a migration would do; changes nothing.
  package func plan(_ ownerURL: DatabaseURL, logger: Logger) async throws -> MigrationPlan {
    try await withSession(ownerURL, limits.statementTimeout, logger) { session in
      let hasTable = try await session.execute(SelectMigrationTable(), schema: schema)
      guard hasTable == [true] else {
        return MigrationPlan(installedVersion: 0, pending: migrations)
      }
      return try plan(try await session.execute(SelectMigrations(), schema: schema))
    }
  }

  /// Applies what is missing.
  ///
  /// The URL connects as the owner of the schema.
  ///
  /// - Returns: What was applied.
  /// - Throws: ``MigrationError`` or ``PostgresError``.
  @discardableResult
  package func migrate(_ ownerURL: DatabaseURL, logger: Logger) async throws -> [Migration] {
    try await withSession(ownerURL, limits.statementTimeout, logger) { session in
      try await lock(session)
      try await prepare(session, lockTimeout: limits.lockTimeout)
      try await session.run(
        script: MigrationTable.script(schema: schema), name: "CreateMigrationTable")
      let plan = try plan(try await session.execute(SelectMigrations(), schema: schema))
      for migration in plan.pending {
        if migration.runsInTransaction {
          try await apply(migration, session)
        } else {
          try await withSession(ownerURL, limits.concurrentTimeout, logger) { session in
            try await prepare(session, lockTimeout: limits.concurrentTimeout)
            try await applyOutsideTransaction(migration, session)
          }
        }
        logger.info(
          "a migration was applied",
          metadata: ["schema": "\(schema)", "version": "\(migration.version)"])
      }
      return plan.pending
    }
  }

  /// Refuses to serve on an older schema, accepts the same and a newer one.
  ///
  /// - Throws: ``MigrationError/schemaTooOld(installed:required:)`` or ``PostgresError``.
  package func requireCurrent(_ pool: PostgresPool) async throws {
    precondition(pool.schema == schema, "a service has one schema")
    let hasTable = try await pool.execute(SelectMigrationTable(), in: .allOrganizations)
    let applied =
      hasTable == [true]
      ? try await pool.execute(SelectMigrations(), in: .allOrganizations) : []
    let installed = applied.last?.version ?? 0
    guard installed >= requiredVersion else {
      throw MigrationError.schemaTooOld(installed: installed, required: requiredVersion)
    }
  }

  private func withSession<Result: Sendable>(
    _ url: DatabaseURL, _ statementTimeout: Duration, _ logger: Logger,
    _ body: (PostgresSession) async throws -> Result
  ) async throws -> Result {
    try await PostgresSession.withSession(
      url, connectTimeout: limits.connectTimeout, statementTimeout: statementTimeout,
      logger: logger, body)
  }

  /// How often another process is looked at that migrates the same schema.
  private static var turnInterval: Duration { .milliseconds(100) }

  private func lock(_ session: PostgresSession) async throws {
    let deadline = MonotonicTime.now + limits.turnTimeout
    while try await session.execute(TryLockMigrations(schema: schema), schema: schema) != [true] {
      guard MonotonicTime.now < deadline else { throw MigrationError.locked }
      try await Task.sleep(for: Self.turnInterval)
    }
  }

  /// Bounds the waits of a session for locks.
  ///
  /// Row-level security holds for the owner too; a migration may touch the rows of everybody.
  private func prepare(_ session: PostgresSession, lockTimeout: Duration) async throws {
    try await session.run(
      script: """
        SET lock_timeout = \(lockTimeout.timeoutMilliseconds);
        SET laurel.organization_id = '*';
        """, name: "PrepareSession")
  }

  private func apply(_ migration: Migration, _ session: PostgresSession) async throws {
    try await explaining(migration, session) { () throws(PostgresError) in
      let insertion = MigrationTable.insertion(of: migration, schema: schema)
      try await session.run(
        script: "BEGIN;\n\(migration.sql)\n;\n\(insertion)\nCOMMIT;", name: migration.name)
    }
  }

  /// Runs a script of one statement, which is not undone when it fails.
  private func applyOutsideTransaction(
    _ migration: Migration, _ session: PostgresSession
  ) async throws {
    try await explaining(migration, session) { () throws(PostgresError) in
      let words = Set(migration.sql.split { !$0.isLetter && !$0.isNumber && $0 != "_" })
      // An attempt that failed has left its index behind, which nobody uses.
      for index in try await session.execute(SelectInvalidIndexes(), schema: schema)
      where words.contains(index[...]) {
        try await session.run(
          script: "DROP INDEX CONCURRENTLY \(schema).\(SQLText.identifier(index))",
          name: migration.name)
      }
      try await session.run(script: migration.sql, name: migration.name)
      try await session.run(
        script: MigrationTable.insertion(of: migration, schema: schema), name: migration.name)
    }
  }

  /// Names the migration that fails.
  private func explaining(
    _ migration: Migration, _ session: PostgresSession,
    _ body: () async throws(PostgresError) -> Void
  ) async throws {
    do throws(PostgresError) {
      try await body()
    } catch {
      session.rollBack()
      if error.isLockTimeout { throw MigrationError.locked }
      throw MigrationError.failed(
        version: migration.version, name: migration.name, error: error)
    }
  }

  private func plan(_ applied: [AppliedMigration]) throws(MigrationError) -> MigrationPlan {
    let checksums = Dictionary(
      applied.map { ($0.version, $0.checksum) }, uniquingKeysWith: { first, _ in first })
    var pending: [Migration] = []
    for migration in migrations {
      guard let checksum = checksums[migration.version] else {
        pending.append(migration)
        continue
      }
      guard checksum == migration.checksum else {
        throw .checksumChanged(version: migration.version, name: migration.name)
      }
    }
    return MigrationPlan(installedVersion: applied.last?.version ?? 0, pending: pending)
  }
}

extension PostgresError {
  /// `lock_not_available`: the time limit for locks was reached.
  fileprivate var isLockTimeout: Bool { sqlState == "55P03" }
}

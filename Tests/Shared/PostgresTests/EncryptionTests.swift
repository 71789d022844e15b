import Kernel
import Logging
import Postgres
import Synchronization
import TestSupport
import Testing

/// Whether the connection is encrypted, as the server sees it.
private struct SelectEncryption: Query {
  static let sql = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"

  func bind(to bindings: inout Bindings) {}

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> Bool { try row.read() }
}

/// A text that takes several records of TLS.
private struct SelectLongText: Query {
  static let sql = "SELECT repeat('x', 200000)"

  func bind(to bindings: inout Bindings) {}

  static func decode(_ row: inout RowReader) throws(RowDecodingError) -> String { try row.read() }
}

/// Keeps what is logged.
private final class LogRecorder: Sendable {
  private let protected = Mutex("")

  var text: String { protected.withLock(\.self) }

  var logger: Logger {
    var logger = Logger(label: "test") { _ in Handler(recorder: self) }
    logger.logLevel = .trace
    return logger
  }

  private struct Handler: LogHandler {
    let recorder: LogRecorder
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    init(recorder: LogRecorder) { self.recorder = recorder }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      recorder.protected.withLock { $0 += "\(event.message) \(event.metadata ?? [:])\n" }
    }
  }
}

/// A server that offers TLS, and pools that demand it.
@Suite("PostgresPool encryption", .timeLimit(.minutes(3)))
struct EncryptionTests {
  private let scope = TransactionScope.organization(Fixture.organization)

  private struct Server {
    let database: TestDatabase
    let authority: String
    let otherAuthority: String

    func url(
      host: String, _ parameters: String, password: String = "test-password"
    ) throws -> DatabaseURL {
      try DatabaseURL(
        parsing: "postgresql://sample_app:\(password)@\(host):\(database.port)/\(database.name)"
          + "?sslmode=verify-full&\(parameters)", field: "url")
    }
  }

  /// A server of its own, which ends after the closure.
  private func withServer(_ body: (Server) async throws -> Void) async throws {
    let cluster = TestCluster()
    let database = try await cluster.makeDatabase(
      schema: "sample", migrations: Fixture.migrations)
    let (authority, other) = try await cluster.startTLS()
    try await body(Server(database: database, authority: authority, otherAuthority: other))
    try await cluster.endImmediately()
  }

  private func withPool(
    _ url: DatabaseURL, logger: Logger = Fixture.logger, _ body: (PostgresPool) async throws -> Void
  ) async throws {
    let pool = PostgresPool(
      url: url, schema: "sample", limits: TestDatabase.limits, logger: logger)
    do {
      try await body(pool)
    } catch {
      await pool.shutdown()
      throw error
    }
    await pool.shutdown()
  }

  @Test(
    "statements travel encrypted to a server whose certificate is trusted, and may be long",
    arguments: ["localhost", "127.0.0.1"])
  func trusted(host: String) async throws {
    try await withServer { server in
      let url = try server.url(host: host, "sslrootcert=\(server.authority)")
      try await withPool(url) { pool in
        #expect(try await pool.first(SelectEncryption(), in: scope) == true)
        #expect(try await pool.leased(SelectEncryption(), in: scope) == [true])
        try await withThrowingTaskGroup(of: Int?.self) { group in
          for _ in 0..<50 {
            group.addTask { try await pool.first(SelectLongText(), in: scope)?.count }
          }
          for try await count in group { #expect(count == 200_000) }
        }
      }
    }
  }

  @Test("a statement on an encrypted connection is stopped when its caller gives up")
  func cancellation() async throws {
    try await withServer { server in
      let watcher = server.database.makePool()
      let url = try server.url(host: "localhost", "sslrootcert=\(server.authority)")
      try await withPool(url) { pool in
        try await withThrowingTaskGroup(of: Void.self) { group in
          group.addTask {
            await #expect(throws: CancellationError.self) {
              try await pool.run(SleepLong(), in: scope)
            }
          }
          try await WaitForStatement.wait(for: "%pg_sleep%", on: watcher)
          group.cancelAll()
          try await group.waitForAll()
        }
        let query = WaitForStatement(pattern: "%pg_sleep%")
        while try await watcher.first(query, in: .allOrganizations) != 0 { await Task.yield() }
        #expect(try await pool.first(SelectEncryption(), in: scope) == true)
      }
      await watcher.shutdown()
    }
  }

  @Test("a server is refused that is not the right one, and the log names no password")
  func refused() async throws {
    try await withServer { server in
      let authority = "sslrootcert=\(server.authority)"
      let urls = [
        "certificate verify failed": try server.url(
          host: "localhost", "sslrootcert=\(server.otherAuthority)"),
        "does not match host name": try server.url(
          host: "elsewhere.example", "hostaddr=127.0.0.1&\(authority)"),
        "does not exist": try server.url(host: "localhost", "sslrootcert=/nowhere/authority.pem"),
        "password authentication failed": try server.url(
          host: "localhost", authority, password: "test-password-wrong"),
      ]
      for (reason, url) in urls {
        let log = LogRecorder()
        try await withPool(url, logger: log.logger) { pool async throws in
          let error = await #expect(throws: PostgresError.self) {
            try await pool.run(InsertItem(item: "a"), in: scope)
          }
          guard case .unavailable(_, .cannotConnect)? = error else {
            Issue.record("expected no connection")
            return
          }
          #expect(log.text.contains(reason))
          #expect(!log.text.contains("test-password"))
          #expect(error.map { "\($0) \($0.logMetadata)" }?.contains("test-password") == false)
        }
      }
    }
  }

  @Test("a server that offers no encryption is refused when it is demanded")
  func clearText() async throws {
    let database = try await Fixture.makeDatabase()
    let log = LogRecorder()
    let url = try Server(database: database, authority: "", otherAuthority: "")
      .url(host: "localhost", "sslrootcert=/nowhere")
    try await withPool(url, logger: log.logger) { pool async throws in
      await #expect(throws: PostgresError.self) {
        try await pool.run(InsertItem(item: "a"), in: scope)
      }
      #expect(log.text.contains("server does not support SSL"))
      #expect(!log.text.contains("test-password"))
    }
  }

  @Test(
    "a URL that libpq cannot read is refused before its words reach the log",
    arguments: [
      "postgresql://user:pass%zzword@127.0.0.1/db", "postgresql://user:pass/word@127.0.0.1/db",
      "postgresql://user:password@127.0.0.1:99999/db",
      "postgresql://user:password@127.0.0.1/db?x=1",
      "postgresql://[::1/db",
    ])
  func unreadable(url: String) {
    let error = #expect(throws: ValidationError.self) {
      try DatabaseURL(parsing: url, field: "url")
    }
    #expect(error.map { "\($0)" }?.contains("word") == false)
  }

  @Test(
    "a URL may name several servers, and get its password from elsewhere",
    arguments: [
      "postgresql://user@127.0.0.1:5001,127.0.0.1:5002/db?target_session_attrs=read-write",
      "postgresql://user@a,b/db", "postgresql:///db?host=a,b&port=5001,5002&user=user",
      "postgres://user@[::1]:5432,/db",
    ])
  func severalServers(url: String) throws {
    let parsed = try DatabaseURL(parsing: url, field: "url").adding(password: "p?&@ 1")
    #expect(try DatabaseURL(parsing: parsed.rawValue, field: "url") == parsed)
    #expect(!"\(parsed)".contains("@"))
  }
}

internal import CoreMetrics
internal import Logging

/// What a connection is made with.
struct ConnectionSettings: Sendable {
  var url: DatabaseURL
  let servers: ServerList
  var connectTimeout: Duration
  var statementTimeout: Duration
  var idleInTransactionTimeout: Duration
  private var slowStatementTime: Duration
  private let logger: Logger
  private let metrics: any MetricsFactory

  init(
    url: DatabaseURL, limits: PostgresLimits, logger: Logger, metrics: any MetricsFactory
  ) {
    self.url = url
    servers = ServerList(url)
    connectTimeout = limits.connectTimeout
    statementTimeout = limits.statementTimeout
    idleInTransactionTimeout = limits.idleInTransactionTimeout
    slowStatementTime = limits.slowStatementTime
    self.logger = logger
    self.metrics = metrics
  }

  func makeObserver() -> StatementObserver {
    StatementObserver(slowTime: slowStatementTime, factory: metrics, logger: logger)
  }

  /// How long a server may take for an answer beyond its own time limit before it counts as lost.
  private static var answerGrace: Duration { .seconds(5) }

  /// The longest wait for the next answer.
  var answerTimeout: Duration { statementTimeout + Self.answerGrace }

  /// The keywords of libpq for one server; what the URL says stands between defaults and what is
  /// fixed.
  func parameters(_ server: ServerList.Server) -> [(keyword: String, value: String)] {
    [
      // A server that vanished is noticed within half a minute.
      ("keepalives_idle", "10"), ("keepalives_interval", "5"), ("keepalives_count", "3"),
      ("tcp_user_timeout", "20000"), ("application_name", "laurel"),
      // For each host and address; libpq takes no less than 2 s.
      ("connect_timeout", "\(max(2, (connectTimeout.timeoutMilliseconds + 999) / 1_000))"),
      ("dbname", url.rawValue),
      ("client_encoding", "UTF8"),
      (
        "options",
        """
        -c search_path= -c TimeZone=UTC \
        -c statement_timeout=\(statementTimeout.timeoutMilliseconds) \
        -c idle_in_transaction_session_timeout=\(idleInTransactionTimeout.timeoutMilliseconds)
        """
      ),
    ] + server.parameters
  }
}

extension Duration {
  /// For the settings of PostgreSQL, where 0 would mean no limit.
  var timeoutMilliseconds: Int64 {
    let (seconds, attoseconds) = components
    return max(1, seconds * 1_000 + attoseconds / 1_000_000_000_000_000)
  }
}

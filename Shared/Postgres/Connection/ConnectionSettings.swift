/// What a connection is made with.
struct ConnectionSettings: Sendable {
  var url: DatabaseURL
  let servers: ServerList
  var connectTimeout: Duration
  var statementTimeout: Duration
  var idleInTransactionTimeout: Duration

  init(url: DatabaseURL, limits: PostgresLimits) {
    self.url = url
    servers = ServerList(url)
    connectTimeout = limits.connectTimeout
    statementTimeout = limits.statementTimeout
    idleInTransactionTimeout = limits.idleInTransactionTimeout
  }

  /// How long a server may take for an answer beyond its own time limit before it counts as lost.
  private static var answerGrace: Duration { .seconds(5) }

  /// The longest wait for the answer to some statements.
  func answerTimeout(statementCount: Int) -> Duration {
    statementTimeout * max(1, statementCount) + Self.answerGrace
  }

  /// The keywords of libpq for one server; what the URL says stands between defaults and what is
  /// fixed.
  func parameters(_ server: ServerList.Server) -> [(keyword: String, value: String)] {
    [
      // A server that vanished is noticed within half a minute.
      ("keepalives_idle", "10"), ("keepalives_interval", "5"), ("keepalives_count", "3"),
      ("tcp_user_timeout", "20000"), ("application_name", "laurel"),
      ("dbname", url.rawValue),
      ("client_encoding", "UTF8"),
      (
        "options",
        """
        -c search_path= -c TimeZone=UTC -c statement_timeout=\(milliseconds(statementTimeout)) \
        -c idle_in_transaction_session_timeout=\(milliseconds(idleInTransactionTimeout))
        """
      ),
    ] + server.parameters
  }

  private func milliseconds(_ duration: Duration) -> Int64 {
    let (seconds, attoseconds) = duration.components
    return max(1, seconds * 1_000 + attoseconds / 1_000_000_000_000_000)
  }
}

internal import CoreMetrics
internal import Logging

/// Counts and times the statements of one connection, and logs slow ones; used by its thread only.
///
/// | Metric | Kind | Labels |
/// |---|---|---|
/// | `db.client.operation.duration` | histogram, seconds | `db.query.summary`, `error.type` |
/// | `db.client.response.returned_rows` | histogram, rows | `db.query.summary` |
///
/// The names are OpenTelemetry's (semantic conventions for database clients). `db.query.summary` is
/// the name of the statement, `error.type` the code of the server's error, or `connection_lost`.
/// Statements that travel together have the time of their round trip, and are logged together when
/// it was slow. Parameters and values are neither counted nor logged.
struct StatementObserver {
  private struct Key: Hashable {
    var name: String
    var errorType: String?
  }

  private let slowTime: Duration
  private let logger: Logger
  /// `nil` when the process has no metrics.
  private let factory: (any MetricsFactory)?
  private var durations: [Key: Recorder] = [:]
  private var rows: [String: Recorder] = [:]

  init(slowTime: Duration, factory: any MetricsFactory, logger: Logger) {
    self.slowTime = slowTime
    self.logger = logger
    self.factory = factory is NOOPMetricsHandler ? nil : factory
  }

  /// Notes what came of statements that were sent together.
  mutating func note(
    _ outcome: OpenConnection.Outcome, of statements: [BoundStatement], after duration: Duration
  ) {
    if duration >= slowTime { log(statements, duration) }
    guard let factory else { return }
    let seconds = duration / .seconds(1)
    switch outcome {
    case .rows(let results):
      for (statement, result) in zip(statements, results) {
        recordDuration(seconds, of: statement, errorType: nil, factory)
        let recorder =
          rows[statement.name]
          ?? Recorder(
            label: "db.client.response.returned_rows", dimensions: Self.labels(statement),
            factory: factory)
        rows[statement.name] = recorder
        recorder.record(result.rowCount)
      }
    case .refused(let error, let index):
      // The others are undone, and run again.
      guard statements.indices.contains(index) else { return }
      recordDuration(seconds, of: statements[index], errorType: error.sqlState, factory)
    case .lost, .undone:
      for statement in statements {
        recordDuration(seconds, of: statement, errorType: "connection_lost", factory)
      }
    }
  }

  /// The server answers what travels together at once, so nobody knows which of it was slow.
  private func log(_ statements: [BoundStatement], _ duration: Duration) {
    var names: [String] = []
    for name in statements.map(\.name)
    where !TransactionFrame.names.contains(name) && !names.contains(name) {
      names.append(name)
    }
    logger.warning(
      "slow statement",
      metadata: [
        "statement": "\(names.joined(separator: ", "))",
        "milliseconds": "\(duration.timeoutMilliseconds)",
      ])
  }

  private mutating func recordDuration(
    _ seconds: Double, of statement: BoundStatement, errorType: String?,
    _ factory: any MetricsFactory
  ) {
    let key = Key(name: statement.name, errorType: errorType)
    let recorder =
      durations[key]
      ?? Recorder(
        label: "db.client.operation.duration",
        dimensions: Self.labels(statement) + (errorType.map { [("error.type", $0)] } ?? []),
        factory: factory)
    durations[key] = recorder
    recorder.record(seconds)
  }

  private static func labels(_ statement: BoundStatement) -> [(String, String)] {
    [("db.system.name", "postgresql"), ("db.query.summary", statement.name)]
  }
}

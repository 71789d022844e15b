internal import CoreMetrics

/// The metrics of leased connections, or of lanes; `nil` when the process has none.
///
/// | Metric | Kind | Labels |
/// |---|---|---|
/// | `db.client.connection.count` | gauge | pool, `db.client.connection.state`: `idle`, `used` |
/// | `db.client.connection.max` | gauge | pool |
/// | `db.client.connection.pending_requests` | gauge: who waits | pool |
/// | `db.client.connection.wait_time` | histogram, seconds | pool |
/// | `db.client.connection.timeouts` | counter: who waited too long or found no room | pool |
///
/// The names are OpenTelemetry's. `db.client.connection.pool.name` is the name of the schema, with
/// `.leases` or `.lanes` behind it. The wait of lanes is that of the first statement of each batch.
final class PoolMeters: Sendable {
  /// Numbers of one moment.
  struct Counts {
    var idle: Int
    var used: Int
    var pending: Int
  }

  private let idle: Meter
  private let used: Meter
  private let pending: Meter
  private let waitTime: Recorder
  private let timeouts: Counter

  init?(pool: String, connectionsMax: Int, factory: any MetricsFactory) {
    if factory is NOOPMetricsHandler { return nil }
    let labels = [("db.client.connection.pool.name", pool)]
    func meter(_ name: String, state: String? = nil) -> Meter {
      Meter(
        label: "db.client.connection.\(name)",
        dimensions: labels + (state.map { [("db.client.connection.state", $0)] } ?? []),
        factory: factory)
    }
    idle = meter("count", state: "idle")
    used = meter("count", state: "used")
    pending = meter("pending_requests")
    waitTime = Recorder(
      label: "db.client.connection.wait_time", dimensions: labels, factory: factory)
    timeouts = Counter(
      label: "db.client.connection.timeouts", dimensions: labels, factory: factory)
    meter("max").set(connectionsMax)
  }

  func note(_ counts: Counts) {
    idle.set(counts.idle)
    used.set(counts.used)
    pending.set(counts.pending)
  }

  func noteWait(_ duration: Duration) { waitTime.record(duration / .seconds(1)) }

  func noteRefusals(_ count: Int) { timeouts.increment(by: count) }
}

package import CoreMetrics
internal import GamificationDomain
package import Kernel
package import Postgres

/// Tells the metrics of the process how long people of each organisation wait for points.
///
/// `gamification.award.delay` is what 95 of 100 postings of the last hour did not exceed, in
/// seconds, and `gamification.award.late` the part of them that came after more than 60 minutes.
/// Every instance reports the same numbers.
package struct AwardDelayMeter: Sendable {
  private let delays: PostgresAwardDelays
  private let rounds: OrganizationRounds
  private let metrics: any MetricsFactory

  /// The pause between two looks at an organisation.
  private static var interval: Duration { .seconds(60) }
  /// How far back a look goes.
  private static var windowDuration: Duration { .seconds(3_600) }

  package init(pool: PostgresPool, metrics: any MetricsFactory = MetricsSystem.factory) {
    delays = PostgresAwardDelays(pool: pool)
    rounds = OrganizationRounds(pool: pool, interval: Self.interval)
    self.metrics = metrics
  }

  /// Reports the next organisation whose turn it is.
  ///
  /// - Returns: Whether there was one.
  package func step(at now: Timestamp) async throws -> Bool {
    // Nobody would hear of it.
    guard !(metrics is NOOPMetricsHandler) else { return false }
    guard let organization = try await rounds.next(at: now) else { return false }
    let window = try AwardWindow(
      from: now.adding(.zero - Self.windowDuration), until: now, now: now)
    let delay = try await delays.delay(in: organization, over: window)
    let (seconds, attoseconds) = delay.percentile95.components
    report(
      "gamification.award.delay", Double(seconds) + Double(attoseconds) / 1e18, organization)
    report("gamification.award.late", delay.lateShare, organization)
    return true
  }

  private func report(_ label: String, _ value: Double, _ organization: OrganizationID) {
    Gauge(
      label: label, dimensions: [("organization", organization.rawValue)], factory: metrics
    ).record(value)
  }
}

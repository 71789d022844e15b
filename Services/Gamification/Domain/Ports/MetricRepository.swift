package import Kernel

/// Keeps the metrics as organisations have set them.
///
/// Besides the errors named, the methods of all repositories throw the store's own when the
/// database fails.
package protocol MetricRepository: Sendable {
  /// Reads all metrics in the order of their ids.
  func metrics(in organization: OrganizationID) async throws -> [Metric]

  /// Stores a change; facts that are scored from then on follow it.
  ///
  /// Answers the metric with the change.
  func update(
    in organization: OrganizationID, _ id: MetricID, _ change: MetricChange, audit: AuditContext,
    at now: Timestamp
  ) async throws -> Metric
}

/// What an audit row needs to know besides the change.
package struct AuditContext: Hashable, Sendable {
  /// ``Caller/key`` of who changes something.
  package let caller: String
  /// The id of the audit row.
  package let id: UUIDBits

  package init(caller: String, id: UUIDBits) {
    self.caller = caller
    self.id = id
  }
}

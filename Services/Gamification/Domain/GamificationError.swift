/// What the service refuses besides fields that are wrong in themselves.
package enum GamificationError: Error, Hashable, Sendable {
  /// There is no metric with the id.
  case metricNotFound(String)
}

package import Kernel

/// Measures how long people wait for points.
package protocol AwardDelayRepository: Sendable {
  /// Reads the delays of the postings of a window.
  func delay(
    in organization: OrganizationID, over window: AwardWindow
  ) async throws -> AwardDelay
}

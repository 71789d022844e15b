package import Kernel

/// Applies what other services tell.
package protocol EventRepository: Sendable {
  /// Applies a received event at most once.
  ///
  /// Throws ``GamificationError/organizationUnknown``.
  func apply(
    in organization: OrganizationID, _ event: ReceivedEvent, at now: Timestamp
  ) async throws -> EventApplication
}

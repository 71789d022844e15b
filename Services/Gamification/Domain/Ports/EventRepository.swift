package import Kernel

/// Applies what other services tell.
package protocol EventRepository: Sendable {
  /// Applies a received event at most once.
  ///
  /// Throws ``GamificationError/organizationUnknown``, or ``ValidationError`` for a change that a
  /// workday cannot take; the event may come again then.
  func apply(
    in organization: OrganizationID, _ event: ReceivedEvent, at now: Timestamp
  ) async throws -> EventApplication
}

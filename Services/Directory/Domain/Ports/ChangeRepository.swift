package import Kernel

/// Some changes in order.
package struct ChangeBatch: Hashable, Sendable {
  package var changes: [DirectoryChange]
  /// The sequence to go on after.
  package var lastSequence: Int64

  package init(changes: [DirectoryChange], lastSequence: Int64) {
    self.changes = changes
    self.lastSequence = lastSequence
  }
}

/// Reads the log of all changes of all organisations.
package protocol ChangeRepository: Sendable {
  /// Reads the changes after a sequence, in order, at most `limit` of them.
  ///
  /// Never passes over a change that is committed later with a lower sequence.
  func changes(after sequence: Int64, limit: Int) async throws -> ChangeBatch

  /// Logs a change of every grant, once for each version of the roles.
  ///
  /// Copies keep the permissions of a grant's role; after an upgrade that changes a role they must
  /// hear of them again. Nothing happens when this ``Role/catalogVersion`` or a higher one was
  /// published before.
  func publishRoles(version: Int64, now: Timestamp) async throws
}

package import Kernel

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

package import Kernel

/// Where a change happens, who makes it and when.
package struct ChangeContext: Hashable, Sendable {
  package let organization: OrganizationID
  /// ``Caller/key`` of the caller, for the audit trail.
  package let actor: String
  /// The instant of the change.
  package let time: Timestamp

  package init(organization: OrganizationID, actor: String, time: Timestamp) {
    self.organization = organization
    self.actor = actor
    self.time = time
  }
}

package import Kernel

/// One change of the directory, as the copies in the other services follow it.
package struct DirectoryChange: Hashable, Sendable {
  /// What a change was about, as it is now.
  package enum Subject: Hashable, Sendable {
    case organization(Organization)
    case person(Person)
    case grant(Grant)
    case deletedGrant(GrantID)
  }

  /// The place in the order of all changes; 1 or more, grows, with gaps.
  package var sequence: Int64
  package var organization: OrganizationID
  package var subject: Subject

  package init(sequence: Int64, organization: OrganizationID, subject: Subject) {
    self.sequence = sequence
    self.organization = organization
    self.subject = subject
  }
}

internal import DirectoryDomain
internal import Kernel
internal import Messages

extension DirectoryV1.Change {
  init(_ change: DirectoryChange) {
    self.init(sequence: change.sequence, organizationID: change.organization.rawValue)
    switch change.subject {
    case .organization(let organization):
      self.change = .organization(DirectoryV1.Organization(organization))
    case .person(let person):
      self.change = .person(DirectoryV1.Person(person))
    case .grant(let grant):
      self.change = .grant(DirectoryV1.EffectiveGrant(grant))
    case .deletedGrant(let id):
      self.change = .deletedGrantID(id.description)
    }
  }
}

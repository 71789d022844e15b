package import DirectoryDomain
package import Kernel
internal import Messages
internal import RPC

/// Keeps the organisations of the suite.
package struct OrganizationService: DirectoryV1.OrganizationService {
  let organizations: any OrganizationRepository
  let clock: any WallClock

  package init(organizations: any OrganizationRepository, clock: any WallClock) {
    self.organizations = organizations
    self.clock = clock
  }
}

package import GamificationDomain
package import Kernel
internal import Messages
internal import RPC

/// Keeps performance profiles and who is in them.
package struct ProfileService: GamificationV1.ProfileService {
  let profiles: any ProfileRepository
  let memberships: any MembershipRepository
  let subjects: any AccessSubjects
  let pageTokens: PageTokenSealer
  let clock: any WallClock
  let ids: any IDGenerator

  package init(
    profiles: any ProfileRepository, memberships: any MembershipRepository,
    subjects: any AccessSubjects, pageTokens: PageTokenSealer, clock: any WallClock,
    ids: any IDGenerator
  ) {
    self.profiles = profiles
    self.memberships = memberships
    self.subjects = subjects
    self.pageTokens = pageTokens
    self.clock = clock
    self.ids = ids
  }
}

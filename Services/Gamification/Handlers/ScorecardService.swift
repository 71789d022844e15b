package import GamificationDomain
package import Kernel
internal import Messages
internal import RPC

/// Shows a person's results.
package struct ScorecardService: GamificationV1.ScorecardService {
  let results: any ResultRepository
  let subjects: any AccessSubjects
  let clock: any WallClock

  package init(
    results: any ResultRepository, subjects: any AccessSubjects, clock: any WallClock
  ) {
    self.results = results
    self.subjects = subjects
    self.clock = clock
  }
}

package import GamificationDomain
package import Kernel
internal import Messages
internal import RPC

/// Shows a person's results, and how those of people and groups went over time.
package struct ScorecardService: GamificationV1.ScorecardService {
  let results: any ResultRepository
  let scorecards: any ScorecardRepository
  let records: any RecordRepository
  let subjects: any AccessSubjects
  let pageTokens: PageTokenSealer
  let clock: any WallClock

  package init(
    results: any ResultRepository, scorecards: any ScorecardRepository,
    records: any RecordRepository, subjects: any AccessSubjects, pageTokens: PageTokenSealer,
    clock: any WallClock
  ) {
    self.results = results
    self.scorecards = scorecards
    self.records = records
    self.subjects = subjects
    self.pageTokens = pageTokens
    self.clock = clock
  }
}

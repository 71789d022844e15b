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
  /// The pause between two looks of somebody who watches a scorecard.
  let watchInterval: Duration
  let watchedDays: WatchedDays
  private let drain = Drain()

  package init(
    results: any ResultRepository, scorecards: any ScorecardRepository,
    records: any RecordRepository, revisions: any DayRevisionRepository,
    subjects: any AccessSubjects, pageTokens: PageTokenSealer, clock: any WallClock,
    watchInterval: Duration = .seconds(1)
  ) {
    self.results = results
    self.scorecards = scorecards
    self.records = records
    self.subjects = subjects
    self.pageTokens = pageTokens
    self.clock = clock
    self.watchInterval = watchInterval
    watchedDays = WatchedDays(revisions: revisions, clock: clock, interval: watchInterval)
  }

  /// Ends the streams, so that the server can stop.
  package func serverWillDrain() { drain.begin() }

  var isDraining: Bool { drain.hasBegun }
}

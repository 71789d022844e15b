package import GamificationDomain
package import Kernel
internal import Messages
internal import RPC

/// Shows a person's results.
package struct ScorecardService: GamificationV1.ScorecardService {
  let results: any ResultRepository
  let subjects: any AccessSubjects
  let clock: any WallClock
  /// The pause between two looks of somebody who watches a scorecard.
  let watchInterval: Duration
  let watchedDays: WatchedDays
  private let drain = Drain()

  package init(
    results: any ResultRepository, revisions: any DayRevisionRepository,
    subjects: any AccessSubjects, clock: any WallClock, watchInterval: Duration = .seconds(1)
  ) {
    self.results = results
    self.subjects = subjects
    self.clock = clock
    self.watchInterval = watchInterval
    watchedDays = WatchedDays(revisions: revisions, clock: clock, interval: watchInterval)
  }

  /// Ends the streams, so that the server can stop.
  package func serverWillDrain() { drain.begin() }

  var isDraining: Bool { drain.hasBegun }
}

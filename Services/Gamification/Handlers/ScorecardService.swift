package import GamificationDomain
package import Kernel
internal import Messages
internal import RPC

/// Shows a person's results.
package struct ScorecardService: GamificationV1.ScorecardService {
  let scorecards: any ScorecardRepository
  let metrics: any MetricRepository
  let subjects: any AccessSubjects

  package init(
    scorecards: any ScorecardRepository, metrics: any MetricRepository,
    subjects: any AccessSubjects
  ) {
    self.scorecards = scorecards
    self.metrics = metrics
    self.subjects = subjects
  }
}

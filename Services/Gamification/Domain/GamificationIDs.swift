package import Kernel

/// Names what the ids of the service stand for; never instantiated.
package enum GamificationEntity {
  /// A change of somebody's points.
  package enum LedgerEntry {}
  /// A performance profile.
  package enum Profile {}
  /// A metric as a performance profile has it.
  package enum ProfileMetric {}
  /// A metric that somebody outside measures.
  package enum ExternalMetric {}
  /// A value that came from outside for an unknown metric or person.
  package enum ExternalOrphan {}
  /// What a metric means, as an organisation has defined it.
  package enum Definition {}
  /// A rule that pauses metrics or holds their points.
  package enum Rule {}
  /// A leaderboard that an organisation keeps.
  package enum Leaderboard {}
  /// What a person and the supervisor agree on.
  package enum ObjectiveAgreement {}
  /// A decision about points that were held.
  package enum PointsReview {}
  /// A span of workdays whose points are ranked together.
  package enum Season {}
}

package typealias LedgerEntryID = ServerID<GamificationEntity.LedgerEntry>
package typealias ProfileMetricID = ServerID<GamificationEntity.ProfileMetric>
package typealias MetricDefinitionID = ServerID<GamificationEntity.Definition>
package typealias ObjectiveAgreementID = ServerID<GamificationEntity.ObjectiveAgreement>
package typealias PointsReviewID = ServerID<GamificationEntity.PointsReview>
package typealias RuleID = ServerID<GamificationEntity.Rule>
package typealias ExternalMetricID = ServerID<GamificationEntity.ExternalMetric>
package typealias ProfileID = ServerID<GamificationEntity.Profile>
package typealias ExternalOrphanID = ServerID<GamificationEntity.ExternalOrphan>
package typealias LeaderboardID = ServerID<GamificationEntity.Leaderboard>
package typealias SeasonID = ServerID<GamificationEntity.Season>

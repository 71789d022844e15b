package import Kernel

/// What the service refuses besides fields that are wrong in themselves.
package enum GamificationError: Error, Hashable, Sendable {
  /// There is no metric with the id.
  case metricNotFound(String)
  case profileNotFound(ProfileID)
  /// Somebody has changed it meanwhile.
  case etagMismatch(current: String)
  /// The organisation has its default profile and as many others as it may have.
  case tooManyProfiles(limit: Int)
  /// So many people would be in it on the same workday.
  case tooManyMembers(count: Int, limit: Int)
  /// Somebody is, was or will be in it.
  case profileInUse(ProfileID)
  case profileIsDefault(ProfileID)
  /// So many people are or will be in other profiles, and were not to be moved.
  case assignedElsewhere(person: PersonID, profile: ProfileID, count: Int)
  case externalMetricNotFound(ExternalMetricID)
  /// The organisation has as many external metrics as it may have.
  case tooManyExternalMetrics(limit: Int)
  /// A definition is made of it, or a profile has it.
  case externalMetricInUse(ExternalMetricID)
  /// No values are accepted of it.
  case externalMetricDisabled(ExternalMetricID)
  /// As many values without a known metric and person are kept as may be.
  case tooManyExternalOrphans(limit: Int)
  case metricDefinitionNotFound(String)
  case metricDefinitionBuiltIn(String)
  /// A profile has a metric with it.
  case metricDefinitionInUse(MetricDefinitionID)
  case profileMetricNotFound(ProfileMetricID)
  /// It has the settings of another metric.
  case profileMetricLinked(ProfileMetricID, to: ProfileMetricID)
  case profileMetricNotLinked(ProfileMetricID)
  /// The profile has as many metrics as it may have.
  case tooManyProfileMetrics(limit: Int)
  /// The organisation has as many definitions of its own as it may have.
  case tooManyMetricDefinitions(limit: Int)
  /// The profile has no reporting interval with the number, from 1.
  case noReportingInterval(Int)
  /// So many people may be compared at once.
  case tooManyPeople(limit: Int)
  case leaderboardNotFound(LeaderboardID)
  /// The organisation has as many boards as it may have.
  case tooManyLeaderboards(limit: Int)
  /// Somebody may not read it: these conditions are not met.
  case leaderboardNotReadable(LeaderboardID, missing: [BoardCondition])
  /// It was not made yet.
  case leaderboardNotReady(LeaderboardID)
  /// The sums that records are read from are made for the first time.
  case recordsNotReady
  /// No anomaly concerns the points of the metric, or there are none.
  case pointsNotHeld(ProfileMetricID)
  /// There are other points than somebody has seen.
  case heldPointsChanged(current: Points)
  /// Nobody decides about points of one's own.
  case ownPoints
  case objectiveAgreementNotFound(ObjectiveAgreementID)
  /// It has no effect any more, or has been signed already.
  case objectiveAgreementNotOpen(ObjectiveAgreementID)
  case seasonNotFound(SeasonID)
  /// There is one, and it must not be open.
  case seasonOpen(SeasonID)
  /// It must be open.
  case seasonClosed(SeasonID)
  /// The directory has not told of the organisation yet, so its time zone is unknown.
  case organizationUnknown
}

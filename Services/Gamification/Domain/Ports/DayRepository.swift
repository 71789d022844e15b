package import Kernel

/// Keeps what is known of workdays, the points that follow from it, and the ledger.
package protocol DayRepository: Sendable {
  /// Applies changes to workdays in their order, with their points and postings, in one
  /// transaction.
  ///
  /// Answers what became of each. Throws ``GamificationError/organizationUnknown``.
  func record(
    in organization: OrganizationID, _ changes: [WorkdayChange], _ origin: ChangeOrigin,
    audit: AuditContext, at now: Timestamp, request: IdempotentRequest<[ChangeOutcome]>
  ) async throws -> IdempotentOutcome<[ChangeOutcome]>
}

/// Where changes of workdays come from.
package struct ChangeOrigin: Hashable, Sendable {
  package let cause: LedgerPosting.Cause
  /// An id that the sender knows.
  package let source: String
  /// Whether changes are taken that come after the window.
  package let takesLateChanges: Bool

  package init(cause: LedgerPosting.Cause, source: String, takesLateChanges: Bool = false) {
    self.cause = cause
    self.source = source
    self.takesLateChanges = takesLateChanges
  }
}

/// A workday as it is stored, or as it is before anything is known of it.
package struct DayRecord: Hashable, Sendable {
  package let day: PersonDay
  package let sheet: DaySheet
  /// Where the person was when the first fact came, or is now when none has come.
  package let placement: Placement
  /// The profile that the person is put into on the workday.
  package let assignedProfile: ProfileID?
  /// The profile whose rules made the points.
  package let profile: ProfileID?
  /// 0 when nothing is stored.
  package let version: Int64
  package let points: [ResultDay.Outcome]
  /// When the day and its metrics got their points.
  package let reach: DayReach
  /// What the day counts for in the sums of its team.
  package let counted: [ProfileMetricID: MetricAmounts]
  /// What was decided about points that anomalies hold.
  package let reviews: [ProfileMetricID: PointReview]
  /// Whether values were removed because they were too old; then the points stay as they are.
  package let isSealed: Bool

  package init(
    day: PersonDay, sheet: DaySheet, placement: Placement, assignedProfile: ProfileID?,
    profile: ProfileID?, version: Int64, points: [ResultDay.Outcome],
    reach: DayReach = DayReach(), counted: [ProfileMetricID: MetricAmounts] = [:],
    reviews: [ProfileMetricID: PointReview] = [:], isSealed: Bool = false
  ) {
    self.day = day
    self.sheet = sheet
    self.placement = placement
    self.assignedProfile = assignedProfile
    self.profile = profile
    self.version = version
    self.points = points
    self.reach = reach
    self.counted = counted
    self.reviews = reviews
    self.isSealed = isSealed
  }
}

/// What a workday is to be.
package struct DayUpdate: Hashable, Sendable {
  package let record: DayRecord
  package let sheet: DaySheet
  /// The profile whose rules make the points.
  package let profile: ProfileID?
  package let result: DayResult
  /// `nil` when the points stay as they are.
  package let posting: LedgerPosting?
  /// What the day is to count for in the sums of its team.
  package let counted: [ProfileMetricID: MetricAmounts]
  /// What was decided about points that anomalies hold.
  package let reviews: [ProfileMetricID: PointReview]

  package init(
    record: DayRecord, sheet: DaySheet, profile: ProfileID?, result: DayResult,
    posting: LedgerPosting?, counted: [ProfileMetricID: MetricAmounts] = [:],
    reviews: [ProfileMetricID: PointReview] = [:]
  ) {
    self.record = record
    self.sheet = sheet
    self.profile = profile
    self.result = result
    self.posting = posting
    self.counted = counted
    self.reviews = reviews
  }

  /// Whether anything is other than it is stored.
  var isOther: Bool {
    posting != nil || sheet != record.sheet || profile != record.profile
      || counted != record.counted || reviews != record.reviews
      || result.metrics.map { ResultDay.Outcome($0) } != record.points
  }

  /// When the workday got the points that it is to have.
  package var reach: DayReach { record.reach.advanced(by: posting) }
}

package import Kernel

/// Keeps what is known of workdays, the points that follow from it, and the ledger.
package protocol DayRepository: Sendable {
  /// Locks workdays, each given once, runs `change` on them in their order, and stores what it
  /// answers in one transaction.
  ///
  /// The closure is a function of the workdays and of nothing else: it may run again when somebody
  /// else has changed one of them meanwhile. Workdays that it leaves out stay as they are.
  func update(
    in organization: OrganizationID, _ days: [PersonDay], at now: Timestamp,
    _ change: @Sendable ([DayRecord]) -> [DayUpdate]
  ) async throws

  /// Reads workdays, in the order given; those of which nothing is stored have the version 0.
  func records(in organization: OrganizationID, of days: [PersonDay]) async throws -> [DayRecord]

  /// Reads the postings of a workday, the oldest first.
  func postings(
    in organization: OrganizationID, of day: PersonDay
  ) async throws -> [LedgerPosting]
}

/// A workday as it is stored, or as it is before anything is known of it.
package struct DayRecord: Hashable, Sendable {
  package let day: PersonDay
  package let sheet: DaySheet
  /// Where the person was when the first fact came, or is now when none has come.
  package let placement: Placement
  /// 0 when nothing is stored.
  package let version: Int64
  package let points: [StoredPoints]
  /// When the day and its metrics got their points.
  package let reach: DayReach

  package init(
    day: PersonDay, sheet: DaySheet, placement: Placement, version: Int64, points: [StoredPoints],
    reach: DayReach = DayReach()
  ) {
    self.day = day
    self.sheet = sheet
    self.placement = placement
    self.version = version
    self.points = points
    self.reach = reach
  }
}

/// What a workday is to be.
package struct DayUpdate: Hashable, Sendable {
  package let record: DayRecord
  package let sheet: DaySheet
  package let result: DayResult
  /// `nil` when the points stay as they are.
  package let posting: LedgerPosting?

  package init(record: DayRecord, sheet: DaySheet, result: DayResult, posting: LedgerPosting?) {
    self.record = record
    self.sheet = sheet
    self.result = result
    self.posting = posting
  }

  /// When the workday got the points that it is to have.
  package var reach: DayReach { record.reach.advanced(by: posting) }
}

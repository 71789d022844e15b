package import Kernel

/// A change of somebody's points.
package struct LedgerEntry: Hashable, Sendable {
  package let id: LedgerEntryID
  package let person: PersonID
  package let metric: MetricID
  /// The day that the points belong to.
  package let workday: Workday
  /// The change; may be negative or zero.
  package let points: Points
  /// The text of the ``FactSource``.
  package let source: String
  /// What was scored, in the metric's unit.
  package let value: Double
  package let createTime: Timestamp

  package init(
    id: LedgerEntryID, person: PersonID, metric: MetricID, workday: Workday, points: Points,
    source: String, value: Double, createTime: Timestamp
  ) {
    self.id = id
    self.person = person
    self.metric = metric
    self.workday = workday
    self.points = points
    self.source = source
    self.value = value
    self.createTime = createTime
  }
}

/// Which entries a list shows.
package struct LedgerQuery: Hashable, Sendable {
  /// Only entries of this person; `nil` for everybody of ``visibility``.
  package let person: PersonID?
  /// Whose entries the caller may see.
  package let visibility: Visibility
  /// Only entries of this metric; `nil` for all.
  package let metric: MetricID?
  /// The first workday.
  package let start: Workday
  /// The last workday.
  package let end: Workday

  /// Checks a query; without a first or last workday there is no limit on that side.
  ///
  /// - Throws: ``ValidationError`` for `end_workday` when it is before the start.
  package init(
    person: PersonID?, visibility: Visibility, metric: MetricID?, start: Workday?, end: Workday?
  ) throws(ValidationError) {
    if let start, let end, end < start {
      throw ValidationError(field: "end_workday", reason: "must not be before start_workday")
    }
    self.person = person
    self.visibility = visibility
    self.metric = metric
    self.start = start ?? Self.firstWorkday
    self.end = end ?? Self.lastWorkday
  }

  /// 0001-01-01, the first day that a request can name.
  private static var firstWorkday: Workday { Workday(daysSinceEpoch: -719_162) }
  /// 9999-12-31, the last day that a request can name.
  private static var lastWorkday: Workday { Workday(daysSinceEpoch: 2_932_896) }
}

/// The sort key of an entry: oldest first, then by id.
package struct LedgerPosition: Hashable, Sendable {
  package let createTime: Timestamp
  package let entry: LedgerEntryID

  private init(createTime: Timestamp, entry: LedgerEntryID) {
    self.createTime = createTime
    self.entry = entry
  }

  /// Before every entry.
  package static var start: LedgerPosition {
    LedgerPosition(
      createTime: Timestamp(microseconds: -62_135_596_800_000_000),
      entry: LedgerEntryID(uuid: UUIDBits(high: 0, low: 0)))
  }

  /// Reads the position that a page token holds.
  ///
  /// - Throws: ``ValidationError`` for `page_token` when it is not a position of such a list.
  package init(texts: [String]) throws(ValidationError) {
    guard texts.count == 2, let microseconds = Int64(texts[0]), let uuid = UUIDBits(texts[1]) else {
      throw ValidationError(
        field: "page_token", reason: "does not belong to this list and these arguments")
    }
    self.init(
      createTime: Timestamp(microseconds: microseconds), entry: LedgerEntryID(uuid: uuid))
  }

  /// The form that a page token holds, for the entry that a page ends with.
  package static func texts(of entry: LedgerEntry) -> [String] {
    [String(entry.createTime.microseconds), entry.id.description]
  }
}

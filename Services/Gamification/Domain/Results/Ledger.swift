package import Kernel

/// A page of the ledger.
package struct LedgerPage: Sendable {
  package let postings: Page<LedgerPosting>
  /// Names the metrics.
  package let book: RuleBook

  package init(postings: Page<LedgerPosting>, book: RuleBook) {
    self.postings = postings
    self.book = book
  }
}

/// Which postings a list shows.
package struct LedgerQuery: Hashable, Sendable {
  /// Only postings of this person; `nil` for everybody of ``visibility``.
  package let person: PersonID?
  /// Whose postings the caller may see.
  package let visibility: Visibility
  /// Only lines of this metric, by its id or that of its definition; `nil` for all.
  package let metric: String?
  /// The first workday.
  package let start: Workday
  /// The last workday.
  package let end: Workday

  /// Checks a query; without a first or last workday there is no limit on that side.
  ///
  /// - Throws: ``ValidationError`` for `end_workday` when it is before the start.
  package init(
    person: PersonID?, visibility: Visibility, metric: String?, start: Workday?, end: Workday?
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

/// The sort key of a posting: oldest first, then by id.
package struct LedgerPosition: Hashable, Sendable {
  package let awardTime: Timestamp
  package let posting: LedgerEntryID

  private init(awardTime: Timestamp, posting: LedgerEntryID) {
    self.awardTime = awardTime
    self.posting = posting
  }

  /// Before every posting.
  package static var start: LedgerPosition {
    LedgerPosition(
      awardTime: Timestamp(microseconds: -62_135_596_800_000_000),
      posting: LedgerEntryID(uuid: UUIDBits(high: 0, low: 0)))
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
      awardTime: Timestamp(microseconds: microseconds), posting: LedgerEntryID(uuid: uuid))
  }

  /// The form that a page token holds, for the posting that a page ends with.
  package static func texts(of posting: LedgerPosting) -> [String] {
    [String(posting.awardTime.microseconds), posting.id.description]
  }
}

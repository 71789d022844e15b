package import Kernel

/// A span of workdays whose points are ranked together.
///
/// Source: domain.md row G02.
package struct Season: Hashable, Sendable {
  package enum State: String, Hashable, Sendable, CaseIterable {
    /// Points may still come.
    case open
    /// The standings are archived.
    case closed
  }

  package let id: SeasonID
  package private(set) var displayName: String
  package let start: Workday
  /// The last workday; of an open season only planned, `nil` when nothing is.
  package private(set) var end: Workday?
  package private(set) var state: State
  /// How many people have a place in the archived standings.
  package private(set) var standingCount: Int32
  /// Counts the changes, from 1.
  package private(set) var version: Int64
  package let createTime: Timestamp
  package private(set) var updateTime: Timestamp
  /// `nil` while it is open.
  package private(set) var closeTime: Timestamp?

  /// Adopts a season that was checked when it was stored.
  package init(
    stored id: SeasonID, displayName: String, start: Workday, end: Workday?, state: State,
    standingCount: Int32, version: Int64, createTime: Timestamp, updateTime: Timestamp,
    closeTime: Timestamp?
  ) {
    self.id = id
    self.displayName = displayName
    self.start = start
    self.end = end
    self.state = state
    self.standingCount = standingCount
    self.version = version
    self.createTime = createTime
    self.updateTime = updateTime
    self.closeTime = closeTime
  }

  /// Opens a season behind those that are closed.
  ///
  /// - Throws: ``ValidationError`` for the first or the last workday.
  package init(
    _ draft: SeasonDraft, behind lastClosedDay: Workday?, today: Workday, at now: Timestamp
  ) throws(ValidationError) {
    let first = lastClosedDay.map { $0.adding(days: 1) }
    let start = draft.start ?? max(today, first ?? today)
    let field = "\(draft.field).start_workday"
    if let first, start < first {
      throw ValidationError(
        field: field, reason: "must not be before \(first): earlier days are in closed seasons")
    }
    guard start <= today.adding(days: EffectiveDay.daysAheadMax) else {
      throw ValidationError(
        field: field, reason: "must be at most \(EffectiveDay.daysAheadMax) days ahead")
    }
    self.init(
      stored: draft.id, displayName: draft.displayName, start: start, end: nil, state: .open,
      standingCount: 0, version: 1, createTime: now, updateTime: now, closeTime: nil)
    end = try checked(end: draft.end, field: "\(draft.field).end_workday")
  }

  package var etag: ETag { ETag(version: version) }

  /// The season with another name or planned end; the same one when nothing is other.
  ///
  /// - Throws: ``GamificationError/etagMismatch(current:)``,
  ///   ``GamificationError/seasonClosed(_:)`` when it is to end on another day, or
  ///   ``ValidationError`` for a field below `field`.
  package func changing(
    displayName: String, end: Workday?, etag: String, field: String, at now: Timestamp
  ) throws -> Season {
    try self.etag.check(etag)
    guard displayName != self.displayName || end != self.end else { return self }
    if end != self.end, state == .closed { throw GamificationError.seasonClosed(id) }
    var season = self
    season.displayName = try SeasonDraft.checked(displayName, field: field)
    season.end = try checked(end: end, field: "\(field).end_workday")
    season.version += 1
    // Who has waited for another change has an older time.
    season.updateTime = max(now, updateTime)
    return season
  }

  /// The season closed with a last workday.
  ///
  /// - Throws: ``GamificationError/etagMismatch(current:)``,
  ///   ``GamificationError/seasonClosed(_:)``, or ``ValidationError`` for `end_workday`.
  package func closing(
    with requested: Workday?, today: Workday, etag: String, at now: Timestamp
  ) throws -> Season {
    try self.etag.check(etag)
    guard state == .open else { throw GamificationError.seasonClosed(id) }
    let field = "end_workday"
    guard start <= today else {
      throw ValidationError(field: field, reason: "cannot be, since the season begins on \(start)")
    }
    let last = requested ?? max(start, min(end ?? today, today.adding(days: -1)))
    guard last <= today else {
      throw ValidationError(field: field, reason: "must not be after today, \(today)")
    }
    var season = self
    season.end = try checked(end: last, field: field)
    season.state = .closed
    season.version += 1
    season.updateTime = max(now, updateTime)
    season.closeTime = season.updateTime
    return season
  }

  /// The closed season with the number of people in its standings.
  package func with(standingCount: Int) -> Season {
    var season = self
    season.standingCount = Int32(clamping: standingCount)
    return season
  }

  private func checked(end: Workday?, field: String) throws(ValidationError) -> Workday? {
    guard let end else { return nil }
    do throws(ValidationError) {
      return try WorkdayRange(from: start, through: end).end
    } catch {
      throw ValidationError(field: field, reason: error.reason)
    }
  }
}

/// A season that is to be opened.
package struct SeasonDraft: Hashable, Sendable {
  package let id: SeasonID
  /// 1 to ``displayNameCharactersMax`` characters.
  package let displayName: String
  /// `nil` for today, or the first day that is in no other season.
  package let start: Workday?
  package let end: Workday?
  /// Where it stands in the request, for errors.
  package let field: String

  package static var displayNameCharactersMax: Int { 100 }

  /// Checks the name; the workdays are checked when the season is opened.
  ///
  /// - Throws: ``ValidationError`` that names the field below `field`.
  package init(
    id: SeasonID, displayName: String, start: Workday?, end: Workday?, field: String
  ) throws(ValidationError) {
    self.id = id
    self.displayName = try Self.checked(displayName, field: field)
    self.start = start
    self.end = end
    self.field = field
  }

  /// The same that begins on a day unless it says another one.
  package func beginning(on day: Workday) throws(ValidationError) -> SeasonDraft {
    try SeasonDraft(
      id: id, displayName: displayName, start: start ?? day, end: end, field: field)
  }

  static func checked(_ displayName: String, field: String) throws(ValidationError) -> String {
    try CheckedText.check(
      displayName, characters: 1...displayNameCharactersMax, field: "\(field).display_name")
  }
}

/// The sort key of seasons, newest first.
package struct SeasonPosition: Hashable, Sendable {
  package let start: Workday
  package let season: SeasonID

  /// Before every season.
  package static var beforeNewest: SeasonPosition {
    SeasonPosition(
      start: Workday(daysSinceEpoch: 2_932_896),
      season: SeasonID(uuid: UUIDBits(high: .max, low: .max)))
  }

  private init(start: Workday, season: SeasonID) {
    self.start = start
    self.season = season
  }

  /// Reads the position that a page token holds.
  ///
  /// - Throws: ``ValidationError`` for `page_token` when it is not a position of such a list.
  package init(texts: [String]) throws(ValidationError) {
    guard texts.count == 2, let uuid = UUIDBits(texts[1]) else {
      throw ValidationError(
        field: "page_token", reason: "does not belong to this list and these arguments")
    }
    self.init(
      start: try Workday(parsing: texts[0], field: "page_token"), season: SeasonID(uuid: uuid))
  }

  /// The form that a page token holds, for the season that a page ends with.
  package static func texts(of season: Season) -> [String] {
    [season.start.description, season.id.description]
  }
}

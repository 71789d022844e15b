package import Kernel

/// Keeps seasons and the standings that they ended with.
///
/// Methods that take a season's id throw ``GamificationError/seasonNotFound(_:)``; those that need
/// today's workday ``GamificationError/organizationUnknown``.
package protocol SeasonRepository: Sendable {
  /// Opens a season.
  ///
  /// Throws ``GamificationError/seasonOpen(_:)``, or ``ValidationError`` for its workdays.
  func create(
    in organization: OrganizationID, _ draft: SeasonDraft, audit: AuditContext,
    at now: Timestamp, request: IdempotentRequest<Season>
  ) async throws -> IdempotentOutcome<Season>

  func season(in organization: OrganizationID, _ id: SeasonID) async throws -> Season

  /// Reads a page of the seasons, newest first.
  func seasons(
    in organization: OrganizationID, after position: SeasonPosition, size: PageSize
  ) async throws -> Page<Season>

  /// Locks a season and stores what `change` makes of it; nothing when that is the same.
  func change(
    in organization: OrganizationID, _ id: SeasonID, audit: AuditContext, at now: Timestamp,
    request: IdempotentRequest<Season>, _ change: @Sendable (Season) throws -> Season
  ) async throws -> IdempotentOutcome<Season>

  /// Closes a season, archives its standings and opens the next one.
  ///
  /// Throws ``GamificationError/seasonClosed(_:)``, ``GamificationError/etagMismatch(current:)`` or
  /// ``ValidationError`` for workdays.
  func close(
    in organization: OrganizationID, _ closing: SeasonClosing, audit: AuditContext,
    at now: Timestamp, request: IdempotentRequest<ClosedSeason>
  ) async throws -> IdempotentOutcome<ClosedSeason>

  /// Reads a page of the archived standings that a caller may see, behind a position.
  ///
  /// Throws ``GamificationError/seasonOpen(_:)``.
  func standings(
    in organization: OrganizationID, of id: SeasonID, visibility: Visibility,
    after position: Int64, size: PageSize
  ) async throws -> Page<SeasonStanding>

  /// Reads what somebody has in a season, in the open one when none is given.
  func balance(
    in organization: OrganizationID, of person: PersonID, season: SeasonID?, at now: Timestamp
  ) async throws -> Balance

  /// Reads a page of what somebody had in each season, newest first.
  func balances(
    in organization: OrganizationID, of person: PersonID, after position: SeasonPosition,
    size: PageSize, at now: Timestamp
  ) async throws -> Page<SeasonBalance>
}

/// How a season is to be closed.
package struct SeasonClosing: Hashable, Sendable {
  package let season: SeasonID
  /// The last workday; `nil` for the usual one.
  package let end: Workday?
  package let next: SeasonDraft?
  package let etag: String

  package init(season: SeasonID, end: Workday?, next: SeasonDraft?, etag: String) {
    self.season = season
    self.end = end
    self.next = next
    self.etag = etag
  }
}

/// What came of closing a season.
package struct ClosedSeason: Hashable, Sendable {
  package let season: Season
  package let next: Season?

  package init(season: Season, next: Season?) {
    self.season = season
    self.next = next
  }
}
